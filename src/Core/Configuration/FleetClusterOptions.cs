using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>One of several clusters.</summary>
public sealed record FleetClusterOptions
{
    /// <summary>The cluster's name in the mesh.</summary>
    public required string Name { get; init; }

    /// <summary>The exact name of its kubeconfig context.</summary>
    /// <remarks>Loaded as it is, as <see cref="ClusterOptions.Context"/> is.</remarks>
    [Form(Forms.Any, "text")]
    public string? Context { get; init; }

    /// <summary>The path of its kubeconfig; a leading ~/ is the home folder.</summary>
    [HomePath]
    public string? Kubeconfig { get; init; }
}
