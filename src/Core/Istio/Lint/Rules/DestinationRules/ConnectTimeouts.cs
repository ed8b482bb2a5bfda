using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.VirtualServices;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>The limit on connecting against the limits of the routes that lead there.</summary>
internal sealed class ConnectTimeouts : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.ConnectBeyondTimeout];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var shortest = new Dictionary<string, (TimeSpan Limit, Field At)>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items))
        {
            var at = rule["retries"]["perTryTimeout"] is { IsThere: true } single ? single : rule["timeout"];
            if (Spans.TryParse(at.Text, out var limit) && limit > TimeSpan.Zero)
            {
                foreach (var host in Routes.Destinations(rule).Select(destination => destination["host"].Text).OfType<string>().Select(host => mesh.Hosts.Complete(host, rule.Object.Namespace)))
                {
                    shortest[host] = shortest.TryGetValue(host, out var known) && known.Limit <= limit ? known : (limit, at);
                }
            }
        }

        foreach (var policy in mesh.Of(MeshKind.DestinationRule).SelectMany(Policies.Of))
        {
            var connecting = policy["connectionPool"]["tcp"]["connectTimeout"];
            if (Spans.TryParse(connecting.Text, out var span) && mesh.Rules.HostOf(policy.Object) is { } host && shortest.TryGetValue(host, out var route) && span >= route.Limit)
            {
                remarks.Find(DestinationRuleFindings.ConnectBeyondTimeout, connecting, $"connectTimeout {Spans.Text(span)}, and {route.At.Key} of {route.At.Object.Place} is {Spans.Text(route.Limit)}");
            }
        }
    }
}
