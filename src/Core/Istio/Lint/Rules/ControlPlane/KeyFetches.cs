using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.ControlPlane;

/// <summary>Whether istiod fetches keys of tokens from wherever it is told.</summary>
internal sealed class KeyFetches : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [ControlPlaneFindings.OpenKeyFetch];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var fetched = mesh.Of(MeshKind.RequestAuthentication).SelectMany(tokens => tokens.Spec["jwtRules"].Items).Select(rule => rule["jwksUri"]).Where(address => address.Text is { Length: > 0 }).ToList();
        foreach (var istiod in fetched.Count == 0 ? [] : Istiods.Of(mesh).Where(istiod => Istiods.Variable(istiod, Istiods.BlockedRanges) is not { } set || set["value"].Text is ""))
        {
            remarks.Find(ControlPlaneFindings.OpenKeyFetch, fetched[0], $"{istiod.Object.Key} has no {Istiods.BlockedRanges}, and fetches {fetched[0].Text}{(fetched.Count > 1 ? $" and {fetched.Count - 1} more" : "")}");
        }
    }
}
