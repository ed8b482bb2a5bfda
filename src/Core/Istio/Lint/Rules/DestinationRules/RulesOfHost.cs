using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.VirtualServices;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>Rules of one host that hide each other, and rules of hosts that are not there.</summary>
internal sealed class RulesOfHost : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.TwoRules, DestinationRuleFindings.Shadowed, DestinationRuleFindings.HostUnknown, DestinationRuleFindings.ShortHost];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var wide = mesh.Of(MeshKind.DestinationRule).Where(rule => rule.Namespace == mesh.Settings.RootNamespace && !rule.Spec["workloadSelector"].IsThere && rule.Spec["trafficPolicy"].IsThere).ToHashSet();
        foreach (var (host, rules) in mesh.Rules.All)
        {
            foreach (var same in rules.Where(rule => !rule.Spec["workloadSelector"].IsThere).GroupBy(rule => (rule.Namespace, Visibility.Of(rule, mesh.Settings).ToString())))
            {
                LookAtSame([.. same.OrderBy(rule => rule.Created).ThenBy(rule => rule.Name, StringComparer.Ordinal)], host, remarks);
            }

            foreach (var rule in rules.Where(rule => rule.Namespace != mesh.Settings.RootNamespace))
            {
                if (wide.Count > 0 && mesh.Rules.About(host).FirstOrDefault(wide.Contains) is { } hidden && Lost(hidden, rule) is { Count: > 0 } lost)
                {
                    remarks.Find(DestinationRuleFindings.Shadowed, rule.Spec["host"], $"{hidden.Place} sets {string.Join(", ", lost)} for {hidden.Spec["host"].Text}, and this rule does not");
                }
            }

            if (mesh.Hosts.Find(host).Count == 0)
            {
                foreach (var rule in rules)
                {
                    HostNames.Missing(mesh, rule.Spec["host"], DestinationRuleFindings.HostUnknown, DestinationRuleFindings.ShortHost, remarks);
                }
            }
        }
    }

    private static void LookAtSame(IReadOnlyList<MeshObject> rules, string host, Remarks remarks)
    {
        foreach (var later in rules.Skip(1))
        {
            remarks.Find(DestinationRuleFindings.TwoRules, later.Spec["host"], $"{rules[0].Place} is about {host} too");
        }
    }

    // Proxies use mTLS by themselves, so that leaving out ISTIO_MUTUAL loses nothing.
    private static List<string> Lost(MeshObject wide, MeshObject rule) =>
        [.. wide.Spec["trafficPolicy"].Members.Where(part => part.Key is not "portLevelSettings" && !(part.Key is "tls" && part["mode"].Text is "ISTIO_MUTUAL") && !rule.Spec["trafficPolicy"][part.Key!].IsThere).Select(part => part.Key!)];
}
