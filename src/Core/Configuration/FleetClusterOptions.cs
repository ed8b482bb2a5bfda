namespace Mesh.Core.Configuration;

/// <summary>One of several clusters.</summary>
public sealed record FleetClusterOptions
{
    /// <summary>The cluster's name in the mesh.</summary>
    public required string Name { get; init; }

    /// <summary>The exact name of its kubeconfig context.</summary>
    public string? Context { get; init; }

    /// <summary>The path of its kubeconfig.</summary>
    public string? Kubeconfig { get; init; }
}
