using System.Text.Json.Nodes;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>A gateway: its release, and what it lets in.</summary>
public sealed record GatewayOptions
{
    /// <summary>The release's name; with its namespace it is unique in the list.</summary>
    [Form(Forms.Release, Forms.ReleaseWords)]
    public required string Name { get; init; }

    /// <summary>The namespace it lives in.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Namespace { get; init; }

    /// <summary>True to create the namespace when it is not there.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>A folder, an archive, repo/chart or oci://…; null for the chart gateway under istio.charts.</summary>
    public string? Chart { get; init; }

    /// <summary>The chart's version, for charts from a repository.</summary>
    public string? Version { get; init; }

    /// <summary>The ports it listens on; empty to leave them to the chart and the values files.</summary>
    [UniqueBy("port")]
    public IReadOnlyList<GatewayPortOptions> Ports { get; init; } = [];

    /// <summary>The hosts that its Gateway object lets in; empty for no Gateway object.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Who can reach its load balancer: internal or internet-facing; null to leave it to the chart and the annotations.</summary>
    [Form("^(internal|internet-facing)$", "internal or internet-facing")]
    public string? Scheme { get; init; }

    /// <summary>The controller that makes its load balancer, such as service.k8s.aws/nlb; null for the cluster's default.</summary>
    public string? LoadBalancerClass { get; init; }

    /// <summary>Annotations of its Service.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Annotations { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Values files, later ones win; they win over what is generated from the other keys.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Single values by dotted path as helm's --set has them; they win over the files.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Set { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Dotted paths whose chart defaults have to be gone from what is installed; a path that ends in .* means every default below it.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];

    /// <summary>Dotted paths that a clear with .* leaves.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>How long its upgrade and rollout may take, such as 5m or 1h30m; null for --timeout. A bare number is seconds.</summary>
    [Duration]
    public string? Timeout { get; init; }
}
