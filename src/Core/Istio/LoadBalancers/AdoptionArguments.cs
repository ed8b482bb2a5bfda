using Mesh.Core.Findings;

namespace Mesh.Core.Istio.LoadBalancers;

/// <summary>What Mesh.AdoptLoadBalancer was asked to do.</summary>
public sealed record AdoptionArguments
{
    /// <summary>The Service to hand over, as NAME or NAMESPACE/NAME; null for all that are configured.</summary>
    public string? Service { get; init; }

    /// <summary>The record of a hand-over to go back on; null to hand over.</summary>
    public string? Revert { get; init; }

    /// <summary>True to go back although no pod is ready there.</summary>
    public bool Yes { get; init; }

    /// <summary>The lowest severity of a finding that keeps a load balancer from being handed over.</summary>
    public Severity FailOn { get; init; } = Severity.Error;

    /// <summary>The folder that keeps the way back of each hand-over, relative to the working directory.</summary>
    public string Folder { get; init; } = "artifacts";
}
