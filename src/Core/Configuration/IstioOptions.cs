using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>The mesh to install.</summary>
public sealed record IstioOptions
{
    /// <summary>Its version, such as 1.29.0.</summary>
    [Form(Forms.Version, Forms.VersionWords)]
    public string? Version { get; init; }

    /// <summary>The registry and path its images come from; auto for the first of hubs that has every image for every node.</summary>
    [Form(Forms.Image, "a registry and path such as docker.io/istio, without spaces and without a slash at its ends, or auto")]
    public string Hub { get; init; } = "docker.io/istio";

    /// <summary>The registries and paths that auto chooses from, in this order, and that a missing image is looked for in.</summary>
    [Form(Forms.Image, "a registry and path such as docker.io/istio, without spaces and without a slash at its ends")]
    public IReadOnlyList<string> Hubs { get; init; } = ["docker.io/istio"];

    /// <summary>The variant of its images, such as distroless; null for the ordinary one.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Variant { get; init; }

    /// <summary>The namespace of the control plane.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string Namespace { get; init; } = "istio-system";

    /// <summary>Where the charts base, istiod, cni, ztunnel and gateway are: a folder, a helm repository such as istio, https://… or oci://…. A leading ~/ is the home folder. <c>{version}</c> follows the version.</summary>
    [HomePath]
    public string? Charts { get; init; }

    /// <summary>The revision; null for the default one.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Revision { get; init; }

    /// <summary>What installs the control plane: helm or istioctl.</summary>
    [Form("^(helm|istioctl)$", "helm or istioctl")]
    public string Installer { get; init; } = "helm";

    /// <summary>The profile that istioctl starts from.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string Profile { get; init; } = "minimal";

    /// <summary>A file with rows that replace or add to the table of versions that fit together; null for the table alone.</summary>
    public string? SupportTable { get; init; }

    /// <summary>The mesh as a whole.</summary>
    public MeshConfigOptions Mesh { get; init; } = new();

    /// <summary>The chart of CRDs and cluster-wide objects.</summary>
    public IstioComponentOptions Base { get; init; } = new();

    /// <summary>The control plane.</summary>
    public IstiodOptions Istiod { get; init; } = new();

    /// <summary>The proxies beside workloads.</summary>
    public ProxyOptions Proxy { get; init; } = new();

    /// <summary>The CNI plugin, which takes the place of the init container with NET_ADMIN.</summary>
    public IstioPartOptions Cni { get; init; } = new();

    /// <summary>The node proxy of ambient mode.</summary>
    public IstioPartOptions Ztunnel { get; init; } = new();

    /// <summary>The gateways.</summary>
    [UniqueBy("namespace", "name")]
    public IReadOnlyList<GatewayOptions> Gateways { get; init; } = [];

    /// <summary>How a new version takes over.</summary>
    public UpgradeOptions Upgrade { get; init; } = new();

    /// <summary>The folder that backups of the mesh's objects are kept in, one folder each.</summary>
    public string Backup { get; init; } = "backup/istio";
}
