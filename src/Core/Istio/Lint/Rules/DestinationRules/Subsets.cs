using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>Subsets that stand for nothing, or for everything.</summary>
internal sealed class Subsets : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.SubsetEmpty, DestinationRuleFindings.SubsetWithoutLabels];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.DestinationRule))
        {
            var service = mesh.Rules.HostOf(rule) is { } host && mesh.Hosts.Find(host) is [{ IsService: true, Object: var found }] ? found : null;
            foreach (var subset in rule.Spec["subsets"].Items)
            {
                var labels = Selector.Of(subset["labels"]);
                if (labels.Count == 0)
                {
                    // With a policy of its own it has a use.
                    if (!subset["trafficPolicy"].IsThere)
                    {
                        remarks.Find(DestinationRuleFindings.SubsetWithoutLabels, subset["name"], $"subset {subset["name"].Text} has no labels");
                    }
                }
                else if (service is not null && Selector.Of(service.Spec["selector"]) is { Count: > 0 } selector && !mesh.Workloads.With(service.Namespace, With(selector, labels)).Any())
                {
                    Tell(mesh, subset, service, selector, remarks);
                }
            }
        }
    }

    private static void Tell(MeshSet mesh, Field subset, MeshObject service, IReadOnlyDictionary<string, string> selector, Remarks remarks)
    {
        if (!remarks.Misses(DestinationRuleFindings.SubsetEmpty, MeshKind.Pod))
        {
            return;
        }

        var (labels, behind) = (Selector.Of(subset["labels"]), mesh.Workloads.With(service.Namespace, selector).Take(200).ToList());
        var there = labels.Keys.Select(key => (key, Values: behind.Select(workload => workload.Labels.GetValueOrDefault(key)).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(5).ToList())).Where(pair => pair.Values.Count > 0).ToList();
        remarks.Find(DestinationRuleFindings.SubsetEmpty, subset["labels"], $"subset {subset["name"].Text} selects {Selector.Text(labels)}, and {(behind.Count == 0 ? $"{service.Key} has no pod at all" : there.Count == 0 ? $"no pod behind {service.Key} has such a label" : $"the pods behind {service.Key} have {string.Join("; ", there.Select(pair => $"{pair.key} {string.Join(", ", pair.Values)}"))}")}");
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels)
    {
        var both = new Dictionary<string, string>(labels);
        foreach (var (key, value) in selector)
        {
            // Labels that contradict the Service's own selector select nothing.
            both[key] = both.TryGetValue(key, out var other) && other != value ? "\0" : value;
        }

        return both;
    }
}
