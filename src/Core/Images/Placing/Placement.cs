using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>
/// Where pods can land: nodeSelector, required node affinity, nodeName, tolerations and spec.os, as the scheduler and the kubelet read them. What is merely preferred, and what pods ask of
/// resources, of volumes or of each other, is left out: it depends on the moment.
/// </summary>
internal sealed class Placement
{
    private readonly IReadOnlyDictionary<string, string> selector;
    private readonly IReadOnlyList<NodeTerm>? terms;
    private readonly IReadOnlyList<Toleration> tolerations;
    private readonly string? nodeName;
    private readonly string? os;
    private readonly bool anywhere;

    private Placement(string key, JsonObject spec, bool anywhere = false)
    {
        Key = key;
        this.anywhere = anywhere;
        selector = spec.Texts("nodeSelector");
        terms = spec.Child("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") is { } required ? [.. required.Items("nodeSelectorTerms").Select(NodeTerm.Of)] : null;
        tolerations = [.. spec.Items("tolerations").Select(Toleration.Of)];
        nodeName = spec.Text("nodeName") is { Length: > 0 } name ? name : null;
        os = spec.Text("os", "name");
    }

    /// <summary>On every node there is, whatever its taints.</summary>
    public static Placement Everywhere { get; } = new("everywhere", [], anywhere: true);

    /// <summary>On every Linux node that takes pods without a toleration.</summary>
    public static Placement OrdinaryLinux { get; } = Of(new JsonObject { ["nodeSelector"] = new JsonObject { [ClusterNode.SystemLabel] = "linux" } });

    /// <summary>On every Linux node, whatever its taints.</summary>
    public static Placement AnyLinux { get; } = Of(new JsonObject
    {
        ["nodeSelector"] = new JsonObject { [ClusterNode.SystemLabel] = "linux" }, ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
    });

    /// <summary>The same text for pods that say the same, so that a thousand of them are placed once.</summary>
    public string Key { get; }

    /// <summary>The placement of a pod.</summary>
    /// <param name="spec">Its spec.</param>
    public static Placement Of(JsonObject spec)
    {
        string?[] parts =
        [
            spec["nodeSelector"]?.ToJsonString(), spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")?.ToJsonString(),
            spec["tolerations"]?.ToJsonString(), spec.Text("nodeName"), spec.Text("os", "name"),
        ];
        return new Placement(string.Join('\n', parts), spec);
    }

    /// <summary>Whether its pods can land on a node.</summary>
    /// <param name="node">The node.</param>
    public bool Fits(ClusterNode node) => anywhere ||
        ((nodeName is null || node.IsStandIn || nodeName == node.Name)
        && (os is null || os == node.Platform.Os)
        && selector.All(pair => node.Has(pair.Key, pair.Value))
        && (terms is null || terms.Any(term => term.Matches(node)))
        && node.Taints.All(IsNoObstacle));

    /// <summary>The platforms that the pods say themselves, by selector or affinity; empty where they leave the architecture open. Linux is meant where no operating system is named.</summary>
    public IReadOnlyList<Platform> Said
    {
        get
        {
            var systems = Values(ClusterNode.SystemLabel) is { Count: > 0 } named ? named : [os ?? "linux"];
            return [.. systems.SelectMany(system => Values(ClusterNode.ArchitectureLabel).Select(architecture => Platform.Of(system, architecture))).Distinct()];
        }
    }

    /// <summary>What the pods demand, in words.</summary>
    public override string ToString()
    {
        var words = new List<string>();
        if (selector.Count > 0)
        {
            words.Add($"nodeSelector {string.Join(", ", selector.Select(pair => $"{pair.Key}={pair.Value}"))}");
        }

        if (terms is not null)
        {
            words.Add("a required node affinity");
        }

        if (nodeName is not null)
        {
            words.Add($"nodeName {nodeName}");
        }

        words.Add(tolerations.Count == 0 ? "no toleration" : $"{tolerations.Count} toleration{(tolerations.Count == 1 ? "" : "s")}");
        return string.Join(", ", words);
    }

    // The kubelet of a node that is named takes the pod past NoSchedule; only NoExecute keeps it off.
    private bool IsNoObstacle(Taint taint) =>
        !(taint.Effect == "NoExecute" || (taint.Effect == "NoSchedule" && nodeName is null)) || tolerations.Any(toleration => toleration.Tolerates(taint));

    private List<string> Values(string label)
    {
        string[] keys = [label, $"beta.{label}"];
        var selected = keys.Select(key => selector.GetValueOrDefault(key)).OfType<string>();
        var required = (terms ?? []).SelectMany(term => term.Labels).Where(one => one.Operator == "In" && keys.Contains(one.Key)).SelectMany(one => one.Values);
        return [.. selected.Concat(required).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
    }
}
