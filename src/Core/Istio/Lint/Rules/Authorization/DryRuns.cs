using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Policies that are only tried out, or that someone believes to be.</summary>
internal sealed class DryRuns : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.DryRunLeft, AuthorizationFindings.DryRunUnreadable];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in mesh.Policies.All)
        {
            if (policy.IsDryRun)
            {
                remarks.Find(AuthorizationFindings.DryRunLeft, policy.DryRun!.At, $"istio.io/dry-run is \"{policy.DryRun.Text}\", so that this {policy.ActionWord} {(policy.Action == Policies.PolicyAction.Allow ? "lets nothing in and closes nothing" : "refuses nothing")}");
            }
            else if (!policy.IsDryRunReadable)
            {
                remarks.Find(AuthorizationFindings.DryRunUnreadable, policy.DryRun!.At, $"istio.io/dry-run is \"{policy.DryRun.Text}\", and this {policy.ActionWord} is enforced");
            }
        }
    }
}
