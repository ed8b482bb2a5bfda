using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>The nodes that pods can land on. Each placement is worked out once. Not thread-safe.</summary>
internal sealed class NodePool
{
    private readonly IReadOnlyList<ClusterNode> nodes;
    private readonly int[] columns;
    private readonly Dictionary<string, Landing> landings = [];

    /// <param name="nodes">The nodes, by name.</param>
    public NodePool(IReadOnlyList<ClusterNode> nodes)
    {
        this.nodes = nodes;
        Platforms = [.. nodes.Select(node => node.Platform).Distinct().OrderBy(platform => platform.ToString(), StringComparer.Ordinal)];
        var places = Platforms.Index().ToDictionary(one => one.Item, one => one.Index);
        columns = [.. nodes.Select(node => places[node.Platform])];
    }

    /// <summary>The nodes, by name.</summary>
    public IReadOnlyList<ClusterNode> Nodes => nodes;

    /// <summary>The platforms of the nodes, by name.</summary>
    public IReadOnlyList<Platform> Platforms { get; }

    /// <summary>The nodes whose labels name another platform than the kubelet found.</summary>
    public IReadOnlyList<string> Relabelled { get; private init; } = [];

    /// <summary>The nodes that say no platform at all; they are none of <see cref="Nodes"/>.</summary>
    public IReadOnlyList<string> Nameless { get; private init; } = [];

    /// <summary>The nodes of a cluster. Cordoned ones and those in trouble count: they come back.</summary>
    public static async Task<NodePool> ReadAsync(ICluster cluster, CancellationToken cancellation)
    {
        var read = new List<(ClusterNode Node, bool IsRelabelled)>();
        var nameless = new List<string>();
        await foreach (var item in cluster.ListAsync(ResourceKind.Node, new ListQuery(), cancellation))
        {
            var labels = item.Labels();
            var (os, architecture) = (item.Text("status", "nodeInfo", "operatingSystem"), item.Text("status", "nodeInfo", "architecture"));
            var (byLabel, byKubelet) = (
                PlatformOf(labels.GetValueOrDefault(ClusterNode.SystemLabel) ?? os, labels.GetValueOrDefault(ClusterNode.ArchitectureLabel) ?? architecture, item, labels),
                PlatformOf(os, architecture, item, labels));
            if (byLabel is null)
            {
                nameless.Add(item.Name());
                continue;
            }

            Taint[] taints = [.. item.Items("spec", "taints").Select(Taint.Of).Where(taint => !taint.IsPassing)];
            read.Add((new ClusterNode(item.Name(), byLabel, labels, taints), byKubelet is not null && byKubelet != byLabel));
        }

        return new NodePool([.. read.Select(one => one.Node).OrderBy(node => node.Name, StringComparer.Ordinal)])
        {
            Relabelled = [.. read.Where(one => one.IsRelabelled).Select(one => one.Node.Name).Order(StringComparer.Ordinal)],
            Nameless = [.. nameless.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Platforms in place of nodes, where no cluster is asked.</summary>
    public static NodePool Of(IEnumerable<Platform> platforms) => new([.. platforms.Distinct().Select(ClusterNode.StandingFor).OrderBy(node => node.Name, StringComparer.Ordinal)]);

    /// <summary>Where pods of a placement can land.</summary>
    public Landing LandingOf(Placement placement)
    {
        if (!landings.TryGetValue(placement.Key, out var landing))
        {
            int[] fitting = [.. Enumerable.Range(0, nodes.Count).Where(index => placement.Fits(nodes[index]))];
            landings[placement.Key] = landing = new Landing(fitting, ByPlatform(fitting), placement.Said);
        }

        return landing;
    }

    /// <summary>The names of some nodes by their platform; no names where platforms stand for nodes.</summary>
    /// <param name="indexes">Which nodes, in any order and perhaps more than once.</param>
    public IReadOnlyDictionary<Platform, IReadOnlyList<string>> ByPlatform(IEnumerable<int> indexes)
    {
        // By marks and not by sets: this is done for each image, of which there may be a thousand, over all nodes.
        var lands = new bool[nodes.Count];
        foreach (var index in indexes)
        {
            lands[index] = true;
        }

        var names = new List<string>?[Platforms.Count];
        for (var index = 0; index < lands.Length; index++)
        {
            if (lands[index])
            {
                var list = names[columns[index]] ??= [];
                if (!nodes[index].IsStandIn)
                {
                    list.Add(nodes[index].Name);
                }
            }
        }

        return Enumerable.Range(0, names.Length).Where(column => names[column] is not null).ToDictionary(column => Platforms[column], IReadOnlyList<string> (column) => names[column]!);
    }

    /// <summary>The platforms that pods of these placements can land on, and those they say themselves where no node fits.</summary>
    public IReadOnlyList<Platform> PlatformsOf(IEnumerable<Placement> placements) =>
        [.. placements.DistinctBy(placement => placement.Key).Select(LandingOf).SelectMany(landing => landing.Nodes.Count == 0 ? landing.Said : landing.Nodes.Select(index => nodes[index].Platform)).Distinct()];

    private static Platform? PlatformOf(string? os, string? architecture, JsonObject node, IReadOnlyDictionary<string, string> labels) =>
        os is not { Length: > 0 } || architecture is not { Length: > 0 } ? null
        : Platform.Of(os, architecture, osVersion: os == "windows" ? BuildOf(labels.GetValueOrDefault("node.kubernetes.io/windows-build") ?? node.Text("status", "nodeInfo", "kernelVersion")) : null);

    // 10.0.17763.1879 and 10.0.17763 take the same images.
    private static string? BuildOf(string? version) => version is null ? null : string.Join('.', version.Split('.').Take(3));
}
