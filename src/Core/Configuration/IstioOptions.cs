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

    /// <summary>Where the charts are; <c>{version}</c> follows the version.</summary>
    public string? Charts { get; init; }

    /// <summary>The revision; null for the default one.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Revision { get; init; }
}
