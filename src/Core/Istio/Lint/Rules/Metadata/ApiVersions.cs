using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Metadata;

/// <summary>Versions from before a kind was stable. Of what a cluster gives, the version is the server's choice. Source: istio/api, versions served since 1.22.</summary>
internal sealed class ApiVersions : ILintRule
{
    private static readonly MeshKind[] Stable =
    [
        MeshKind.VirtualService, MeshKind.DestinationRule, MeshKind.Gateway, MeshKind.ServiceEntry, MeshKind.Sidecar, MeshKind.WorkloadEntry, new("networking.istio.io", "WorkloadGroup"), MeshKind.PeerAuthentication,
        MeshKind.RequestAuthentication, MeshKind.AuthorizationPolicy, MeshKind.Telemetry,
    ];

    public IReadOnlyList<FindingKind> Kinds => [MetadataFindings.OldVersion];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var item in Stable.SelectMany(mesh.Of).Where(item => item.Origin.Kind != OriginKind.Cluster && item.Version is "v1alpha1" or "v1alpha2" or "v1alpha3" or "v1beta1"))
        {
            remarks.Find(MetadataFindings.OldVersion, item.Root["apiVersion"], $"{item.ApiVersion}, and {item.Kind.Kind} is in {item.Kind.Group}/v1 since Istio 1.22", $"Write {item.Kind.Group}/v1");
        }
    }
}
