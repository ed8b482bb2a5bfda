using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>ALLOW policies without rules. Beside others that let something in, one is the default of denying that Istio's own guide asks for.</summary>
internal sealed class AllowNothing : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.MeshOutage, AuthorizationFindings.AllowNothing];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var letting = mesh.Policies.Enforced(PolicyAction.Allow).Where(allow => allow.Rules.Count > 0).ToList();
        foreach (var nothing in mesh.Policies.Enforced(PolicyAction.Allow).Where(allow => allow.Rules.Count == 0 && allow.Faults.Count == 0))
        {
            var beside = letting.FindAll(allow => PolicyReach.MayMeet(allow, nothing, root));
            var cutOff = mesh.Policies.Selected(nothing).Where(workload => workload.HasProxy && !beside.Exists(allow => allow.Selects(PolicySet.CalleeOf(workload), root))).Select(workload => workload.Object.Key.ToString()).Distinct(StringComparer.Ordinal).ToList();
            var wide = nothing is { Selector: not { Labels.Count: > 0 }, Targets.Count: 0 } && nothing.Namespace == root;
            if (beside.Count > 0 && cutOff.Count == 0)
            {
                continue;
            }

            var spec = nothing.At.Object.Spec;
            remarks.Find(wide ? AuthorizationFindings.MeshOutage : AuthorizationFindings.AllowNothing, spec.IsThere ? spec : nothing.ActionAt,
                $"{(spec["rules"].IsThere ? "rules is empty" : "there are no rules")}: nobody reaches {PolicyReach.Words(nothing, root)}{(beside.Count == 0 ? ", for which there is no other ALLOW" : $" without an ALLOW of its own: {string.Join(", ", cutOff.Take(3))}{(cutOff.Count > 3 ? $" and {cutOff.Count - 3} more" : "")}")}");
        }
    }
}
