using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>The only ALLOW of a workload, with one path: an addition to nothing, that closes everything else.</summary>
internal sealed class OnePath : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.OnePath];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var allows = mesh.Policies.Enforced(PolicyAction.Allow).Where(allow => allow.Rules.Count > 0).ToList();
        foreach (var allow in allows.Where(allow => !allows.Exists(other => other != allow && PolicyReach.MayMeet(other, allow, root))))
        {
            var all = allow.Rules.SelectMany(rule => rule.To.Count == 0 ? [null] : rule.To.Select(to => to["paths"])).ToList();
            var paths = all.OfType<PolicyField>().SelectMany(field => field.Values).DistinctBy(value => value.Text).ToList();
            if (all.TrueForAll(field => field is not null) && paths is [{ Text: not ("*" or "/*") } only])
            {
                remarks.Find(AuthorizationFindings.OnePath, only.At, $"{only.Text} is the only path that is let in; every other one of {PolicyReach.Words(allow, root)} is answered with 403");
            }
        }
    }
}
