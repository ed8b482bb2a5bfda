using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Rules that an earlier one leaves nothing for.</summary>
internal sealed class UnreachableRules : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.BehindCatchAll, VirtualServiceFindings.RepeatedMatch, VirtualServiceFindings.ShadowedRule, VirtualServiceFindings.IdleMatch];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var service in mesh.Of(MeshKind.VirtualService))
        {
            var earlier = new EarlierMatches();
            foreach (var rule in service.Spec["http"].Items)
            {
                var matches = RequestMatch.Of(rule);
                var covers = matches.Select(earlier.Covering).ToList();
                if (covers.TrueForAll(cover => cover is not null))
                {
                    Tell(matches[0], covers[0]!, remarks);
                }
                else
                {
                    foreach (var (match, cover) in matches.Zip(covers).Where(pair => pair.Second is not null))
                    {
                        remarks.Find(VirtualServiceFindings.IdleMatch, match.At, $"{cover!.At} takes its requests");
                    }
                }

                earlier.AddRange(matches);
            }
        }
    }

    private static void Tell(RequestMatch match, RequestMatch cover, Remarks remarks)
    {
        var kind = cover.IsCatchAll ? VirtualServiceFindings.BehindCatchAll : cover.Equals(match) ? VirtualServiceFindings.RepeatedMatch : VirtualServiceFindings.ShadowedRule;
        remarks.Find(kind, match.At, $"{cover.At}{(cover.At.Line is { } line ? $" in line {line}" : "")} takes {(cover.IsCatchAll ? "every request" : cover.Uri is { } uri ? $"every request with {uri.How} {uri.Value}" : "all of its requests")}");
    }
}
