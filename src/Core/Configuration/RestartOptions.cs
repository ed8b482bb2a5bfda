namespace Mesh.Core.Configuration;

/// <summary>Workloads to restart: by name, or by selector.</summary>
public sealed record RestartOptions
{
    /// <summary>Their namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>A label selector such as app=web.</summary>
    public string? Selector { get; init; }

    /// <summary>One workload, such as deployment/web.</summary>
    public string? Workload { get; init; }
}
