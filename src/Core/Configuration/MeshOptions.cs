using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>
/// What mesh.yaml says. Keys are the property names in camel case. The types are the only description of the file: the loader, the JSON schema and the tables in docs/configuration.md
/// follow them. A property is text, a bool, an int, a record of these, a list of one of these, or a map of free values; <c>required</c> and the initial value mean what they say.
/// </summary>
/// <remarks>Every relative path is relative to the working directory, wherever mesh.yaml lies: that is where a CI job checks out.</remarks>
public sealed record MeshOptions
{
    /// <summary>The cluster to work on.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>The scripts and pipeline files to keep in order.</summary>
    public SourcesOptions Sources { get; init; } = new();

    /// <summary>Images to check and to mirror.</summary>
    public ImagesOptions Images { get; init; } = new();

    /// <summary>Registries with credentials or plain HTTP.</summary>
    [UniqueBy("host")]
    public IReadOnlyList<RegistryOptions> Registries { get; init; } = [];

    /// <summary>The mesh to install; null where none is configured.</summary>
    public IstioOptions? Istio { get; init; }

    /// <summary>Helm releases to upgrade, in this order.</summary>
    [UniqueBy("namespace", "name")]
    public IReadOnlyList<ReleaseOptions> Releases { get; init; } = [];

    /// <summary>Workloads to restart.</summary>
    public IReadOnlyList<RestartOptions> Restarts { get; init; } = [];

    /// <summary>Load balancers to hand to other pods.</summary>
    [UniqueBy("namespace", "service")]
    public IReadOnlyList<LoadBalancerOptions> LoadBalancers { get; init; } = [];

    /// <summary>Addresses that MetalLB gives to load balancers.</summary>
    [UniqueBy("namespace", "name")]
    public IReadOnlyList<AddressPoolOptions> AddressPools { get; init; } = [];

    /// <summary>Where the mesh's certificates live; null where none are configured.</summary>
    public CertificatesOptions? Certificates { get; init; }

    /// <summary>How failures are explained.</summary>
    public DiagnosisOptions Diagnosis { get; init; } = new();

    /// <summary>tctl, the command line of Tetrate Service Bridge; null where it is not to be checked beforehand.</summary>
    public TctlOptions? Tctl { get; init; }

    /// <summary>Further clusters.</summary>
    [UniqueBy("name")]
    public IReadOnlyList<FleetClusterOptions> Clusters { get; init; } = [];
}
