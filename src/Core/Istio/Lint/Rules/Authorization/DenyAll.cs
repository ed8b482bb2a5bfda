using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>DENY policies that match everything. Where an ALLOW beside one is dead for it, that is said instead.</summary>
internal sealed class DenyAll : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.DenyAll];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var allows = mesh.Policies.Enforced(PolicyAction.Allow).Where(allow => allow.Rules.Count > 0).ToList();
        foreach (var deny in mesh.Policies.Enforced(PolicyAction.Deny))
        {
            var set = new DenySet([deny]);
            if (set.Everything() is not var (by, refused) || allows.Exists(allow => (PolicyReach.Holds(deny, allow, root) || PolicyReach.Holds(allow, deny, root)) && Combination.Of(allow).All(one => set.On(one) is { IsWhole: true })))
            {
                continue;
            }

            var which = by[0].Fields.Count == 0 ? "a rule without conditions" : string.Join(" and ", by.SelectMany(one => one.Fields).SelectMany(field => field.Values.Select(value => $"{field.Name} {value.Text}")).Distinct(StringComparer.Ordinal).Take(3));
            remarks.Find(AuthorizationFindings.DenyAll, by[0].At, $"{which}: {(refused.HasAllV6 ? "nobody" : "nobody with an IPv4 address")} reaches {PolicyReach.Words(deny, root)}{(refused.HasAllV6 ? "" : ", and everybody with an IPv6 address does as far as this policy goes")}");
        }
    }
}
