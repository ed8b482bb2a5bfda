namespace Mesh.Core.Configuration;

/// <summary>The proxies beside workloads.</summary>
public sealed record ProxyOptions
{
    /// <summary>What each asks for and may take.</summary>
    public ResourcesOptions Resources { get; init; } = new();
}
