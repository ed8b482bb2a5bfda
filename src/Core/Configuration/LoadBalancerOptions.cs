using System.Text.Json.Nodes;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>A load balancer to hand to other pods.</summary>
public sealed record LoadBalancerOptions
{
    /// <summary>The Service that has it.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Service { get; init; }

    /// <summary>The Service's namespace.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Namespace { get; init; }

    /// <summary>The labels of the pods that get it.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Selector { get; init; }

    /// <summary>Where its ports lead from now on; a port that is not named here stays as it is.</summary>
    [UniqueBy("port")]
    public IReadOnlyList<AdoptedPortOptions> Ports { get; init; } = [];

    /// <summary>How long its endpoints may take to be filled; null for --timeout.</summary>
    [Duration]
    public string? Timeout { get; init; }

    /// <summary>How long the endpoints have to stay filled before the hand-over counts.</summary>
    [Duration]
    public string Steady { get; init; } = DefaultSteady;

    internal const string DefaultSteady = "10s";
}
