namespace Mesh.Core.Configuration;

/// <summary>What a container asks for, and what it may take at most.</summary>
public sealed record ResourcesOptions
{
    /// <summary>What it asks for; null for the chart's own default.</summary>
    public QuantityOptions? Requests { get; init; }

    /// <summary>What it may take at most; null for the chart's own default.</summary>
    public QuantityOptions? Limits { get; init; }
}
