using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Where a port of a load balancer leads.</summary>
public sealed record AdoptedPortOptions
{
    /// <summary>The port of the Service.</summary>
    [AtLeast(1)]
    public required int Port { get; init; }

    /// <summary>The port of the pods, by number or name.</summary>
    public required string TargetPort { get; init; }
}
