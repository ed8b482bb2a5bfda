using System.Text.Json.Nodes;
using Mesh.Core.Istio.Compatibility.Nodes;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>The report as data, described in docs/tasks/Mesh.CheckCompatibility.md.</summary>
internal static class CompatibilityJson
{
    /// <summary>The member of the report it goes to.</summary>
    public const string Name = "compatibility";

    // A report is read by people too; the counts are whole.
    private const int MostNamed = 100;

    public static JsonObject Of(CompatibilityReport report)
    {
        var cluster = report.Cluster;
        return new()
        {
            ["istio"] = report.Version,
            ["kubernetes"] = cluster.Server.Text,
            ["day"] = $"{report.Day:yyyy-MM-dd}",
            ["tableAsOf"] = $"{report.Table.AsOf:yyyy-MM-dd}",
            ["installs"] = report.Installs,
            ["verdicts"] = Array(report.Verdicts, verdict => new JsonObject
            {
                ["verdict"] = $"{verdict.Kind}", ["date"] = verdict.Date, ["text"] = verdict.Text,
                ["source"] = verdict.Source is { } source ? new JsonObject { ["what"] = source.What, ["address"] = source.Address, ["asOf"] = $"{source.AsOf:yyyy-MM-dd}" } : null,
            }),
            ["istiods"] = cluster.Istiods is null ? null : Array(cluster.Istiods, istiod => new JsonObject { ["name"] = istiod.Name, ["revision"] = istiod.Revision, ["version"] = istiod.Version }),
            ["proxies"] = cluster.Pods is null ? null : Array([.. cluster.Pods.Proxies.Take(MostNamed)], group => new JsonObject { ["version"] = group.Version, ["revision"] = group.Revision, ["count"] = group.Count }),
            ["nodes"] = cluster.Nodes is null ? null : Array(cluster.Nodes, node => Node(node, cluster)),
            ["cni"] = Array(cluster.Cnis.Found, cni => new JsonObject { ["name"] = cni.Name, ["by"] = cni.By, ["version"] = cni.Version, ["wanted"] = cni.Wanted, ["ready"] = cni.Wanted is null ? null : cni.Ready }),
            ["completedPods"] = cluster.Pods is null ? null : Texts(cluster.Pods.Completed),
            ["crashingPods"] = cluster.Pods is null ? null : Texts(cluster.Pods.Crashing),
            ["missingRights"] = cluster.Missing is null ? null : Texts([.. cluster.Missing.Select(rule => $"{rule}")]),
            ["notSeen"] = Texts(cluster.NotSeen),
        };
    }

    private static JsonObject Node(NodeFacts node, ClusterSurvey cluster)
    {
        var left = cluster.Pods is null ? (Room?)null : node.Allocatable - cluster.Pods.RequestedOn(node.Name);
        return new()
        {
            ["name"] = node.Name, ["ready"] = node.IsReady, ["takesPods"] = node.TakesPods, ["kubelet"] = node.Kubelet, ["system"] = node.System, ["platform"] = $"{node.Node.Platform}",
            ["cpuLeft"] = left?.Cpu, ["memoryLeft"] = left?.Memory,
        };
    }

    private static JsonArray Array<T>(IReadOnlyList<T> items, Func<T, JsonNode> make) => new([.. items.Select(make)]);

    private static JsonArray Texts(IReadOnlyList<string> texts) =>
        new([.. texts.Take(MostNamed).Concat(texts.Count > MostNamed ? [$"and {texts.Count - MostNamed} more"] : []).Select(text => (JsonNode)text)]);
}
