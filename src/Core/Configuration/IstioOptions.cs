namespace Mesh.Core.Configuration;

/// <summary>The mesh to install.</summary>
public sealed record IstioOptions
{
    /// <summary>Its version, such as 1.29.0.</summary>
    public string? Version { get; init; }

    /// <summary>The registry and path its images come from.</summary>
    public string Hub { get; init; } = "docker.io/istio";

    /// <summary>The namespace of the control plane.</summary>
    public string Namespace { get; init; } = "istio-system";

    /// <summary>Where the charts are; <c>{version}</c> follows <see cref="Version"/>.</summary>
    public string? Charts { get; init; }

    /// <summary>The revision; null for the default one.</summary>
    public string? Revision { get; init; }
}
