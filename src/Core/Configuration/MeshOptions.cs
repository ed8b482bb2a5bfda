namespace Mesh.Core.Configuration;

/// <summary>mesh.yaml.</summary>
public sealed record MeshOptions
{
    /// <summary>The cluster to work on.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>The scripts and pipeline files to keep in order.</summary>
    public SourcesOptions Sources { get; init; } = new();

    /// <summary>Images to check by name.</summary>
    public ImagesOptions Images { get; init; } = new();

    /// <summary>Registries with credentials or plain HTTP.</summary>
    public IReadOnlyList<RegistryOptions> Registries { get; init; } = [];

    /// <summary>The mesh to install; null where none is configured.</summary>
    public IstioOptions? Istio { get; init; }

    /// <summary>Helm releases to upgrade, in this order.</summary>
    public IReadOnlyList<ReleaseOptions> Releases { get; init; } = [];

    /// <summary>Workloads to restart.</summary>
    public IReadOnlyList<RestartOptions> Restarts { get; init; } = [];

    /// <summary>Where the mesh's certificates live; null where none are configured.</summary>
    public CertificatesOptions? Certificates { get; init; }

    /// <summary>Further clusters.</summary>
    public IReadOnlyList<FleetClusterOptions> Clusters { get; init; } = [];
}
