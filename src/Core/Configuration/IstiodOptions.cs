using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>The control plane.</summary>
public sealed record IstiodOptions
{
    /// <summary>How many pods it has, at least where it scales by itself; 0 for the chart's own default.</summary>
    [AtLeast(0)]
    public int Replicas { get; init; }

    /// <summary>How many pods it may grow to by itself; 0 for no autoscaling where replicas is given.</summary>
    [AtLeast(0)]
    public int MaxReplicas { get; init; }

    /// <summary>How many of its pods a drain has to leave; 0 for the chart's own default.</summary>
    [AtLeast(0)]
    public int MinAvailable { get; init; }

    /// <summary>What its container asks for and may take.</summary>
    public ResourcesOptions Resources { get; init; } = new();

    /// <summary>Values files, later ones win; they win over what is generated from the other keys.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
