using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>What in a policy the server refuses or drops.</summary>
internal sealed class RefusedPolicies : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.Refused];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var policy in mesh.Policies.All)
        {
            // Accounts have a finding of their own.
            foreach (var fault in policy.Faults.Where(fault => !fault.Text.Contains("erviceAccounts: ", StringComparison.Ordinal)))
            {
                remarks.Find(AuthorizationFindings.Refused, fault.At, fault.Text);
            }

            if (policy is { Action: PolicyAction.Deny, Rules.Count: 0, Faults.Count: 0 })
            {
                remarks.Find(AuthorizationFindings.Refused, policy.ActionAt, "the server refuses a DENY without rules, which would deny nothing; a rule that matches everything is written {}");
            }
        }
    }
}
