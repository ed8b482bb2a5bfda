using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Empty rules of an ALLOW.</summary>
internal sealed class AllowAll : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.AllowAll];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var allows = mesh.Policies.Enforced(PolicyAction.Allow).ToList();
        // A rule that became empty by what the server drops is a fault of its own.
        foreach (var allow in allows.Where(allow => allow.Faults.Count == 0))
        {
            if (allow.Rules.FirstOrDefault(rule => rule.IsEmpty) is { } rule)
            {
                var pointless = allows.Where(other => other != allow && other.Rules.Count > 0 && PolicyReach.Holds(allow, other, root)).Select(other => $"{other.Namespace}/{other.Name}").Take(3).ToList();
                remarks.Find(AuthorizationFindings.AllowAll, rule.At, $"rules[{rule.Index}] is empty: everybody reaches {PolicyReach.Words(allow, root)}{(pointless.Count > 0 ? $", whatever {string.Join(" and ", pointless)} says" : "")}");
            }
        }
    }
}
