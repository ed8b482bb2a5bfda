using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>What may be referred to across namespaces: the ReferenceGrants, by the namespace they grant in.</summary>
/// <param name="mesh">All objects.</param>
internal sealed class Grants(MeshSet mesh)
{
    private readonly ILookup<string, MeshObject> byNamespace = mesh.Of(MeshKind.ReferenceGrant).ToLookup(grant => grant.Namespace);

    /// <summary>Tells a reference into another namespace that nobody granted.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="remarks">Where it is told.</param>
    /// <returns>True where it may be made.</returns>
    public bool Look(ApiRef reference, Remarks remarks)
    {
        if (!reference.Crosses || byNamespace[reference.Namespace].Any(grant => Covers(grant, reference)))
        {
            return true;
        }

        if (remarks.Misses(GatewayApiFindings.NoGrant, MeshKind.ReferenceGrant))
        {
            var from = reference.At.Object;
            remarks.Find(GatewayApiFindings.NoGrant, reference.At["namespace"], $"no ReferenceGrant in {reference.Namespace} lets {from.Kind.Kind}s of {from.Namespace} refer to {reference.Key}");
        }

        return false;
    }

    private static bool Covers(MeshObject grant, ApiRef reference) =>
        grant.Spec["from"].Items.Any(from => (from["group"].Text ?? "") == reference.At.Object.Kind.Group && from["kind"].Text == reference.At.Object.Kind.Kind && from["namespace"].Text == reference.At.Object.Namespace)
        && grant.Spec["to"].Items.Any(to => (to["group"].Text ?? "") == reference.Kind.Group && to["kind"].Text == reference.Kind.Kind && (to["name"].Text is not { Length: > 0 } name || name == reference.Name));
}
