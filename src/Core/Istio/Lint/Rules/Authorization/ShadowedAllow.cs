using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>ALLOW policies of which DENY policies leave nothing, or not all: a published recipe has both, and cuts off everyone.</summary>
internal sealed class ShadowedAllow : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.DeadAllow, AuthorizationFindings.HalfAllow];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var denies = mesh.Policies.Enforced(PolicyAction.Deny).ToList();
        if (denies.Count == 0)
        {
            return;
        }

        var known = new Dictionary<string, DenySet>(StringComparer.Ordinal);
        foreach (var allow in mesh.Policies.Enforced(PolicyAction.Allow).Where(allow => allow.Rules.Count > 0))
        {
            foreach (var (scope, together) in Groups(mesh, allow, denies))
            {
                var key = string.Join('\n', together.Select(deny => $"{deny.Namespace}/{deny.Name}"));
                if (!known.TryGetValue(key, out var set))
                {
                    known[key] = set = new(together);
                    Tell(together[0], set, remarks);
                }

                Look(mesh, allow, scope, set, remarks);
            }
        }
    }

    private static void Tell(AuthorizationPolicy first, DenySet set, Remarks remarks)
    {
        if (set.Left > 0)
        {
            remarks.Leave(AuthorizationFindings.DeadAllow, set.Left, $"combinations of DENY {first.Namespace}/{first.Name} and those with it that ask for more than addresses were not compared with ALLOW policies");
        }
    }

    // DENY policies that count for all of the ALLOW's workloads, and then those that count for some of them, together with the former.
    private static IEnumerable<(AuthorizationPolicy Scope, List<AuthorizationPolicy> Denies)> Groups(MeshSet mesh, AuthorizationPolicy allow, List<AuthorizationPolicy> denies)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var whole = denies.FindAll(deny => PolicyReach.Holds(deny, allow, root));
        if (whole.Count > 0)
        {
            yield return (allow, whole);
        }

        foreach (var narrow in denies.Where(deny => !whole.Contains(deny) && PolicyReach.MayMeet(deny, allow, root) && (PolicyReach.Holds(allow, deny, root) || HaveOneInCommon(mesh, allow, deny))))
        {
            yield return (narrow, [narrow]);
        }
    }

    private static bool HaveOneInCommon(MeshSet mesh, AuthorizationPolicy allow, AuthorizationPolicy deny)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        return mesh.Policies.Selected(deny).Any(workload => allow.Selects(PolicySet.CalleeOf(workload), root));
    }

    private static void Look(MeshSet mesh, AuthorizationPolicy allow, AuthorizationPolicy scope, DenySet denies, Remarks remarks)
    {
        var shadows = allow.Rules.Select(rule => (Rule: rule, Shadows: Combination.Of(allow, rule).Select(denies.On).ToList())).ToList();
        var dead = shadows.FindAll(rule => rule.Shadows.TrueForAll(shadow => shadow is { IsWhole: true }));
        if (dead.Count == shadows.Count)
        {
            remarks.Find(AuthorizationFindings.DeadAllow, dead[0].Shadows[0]!.By[0].At, ShadowText.Dead(mesh, allow, scope, dead[0].Shadows[0]!), ShadowText.Remedy(allow, dead[0].Shadows[0]!), RightForms.Of(allow, dead[0].Shadows[0]!.By[0].Policy));
            return;
        }

        foreach (var (rule, shadow) in dead.Select(rule => (rule.Rule, rule.Shadows[0]!)))
        {
            remarks.Find(AuthorizationFindings.DeadAllow, shadow.By[0].At, ShadowText.DeadRule(allow, rule, shadow));
        }

        if (shadows.Where(rule => rule.Shadows.Exists(shadow => shadow is not { IsWhole: true })).SelectMany(rule => rule.Shadows).OfType<Shadow>().FirstOrDefault() is { } part)
        {
            remarks.Find(AuthorizationFindings.HalfAllow, part.By[0].At, ShadowText.Part(allow, part));
        }
    }
}
