using System.Text.Json.Nodes;
using Mesh.Core.Images.Placing;
using Mesh.Core.Istio.Compatibility.Cni;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Nodes;

/// <summary>A node as far as it decides whether the mesh goes there.</summary>
/// <param name="Node">Its name, platform, labels and lasting taints.</param>
/// <param name="IsReady">Whether its kubelet reports Ready.</param>
/// <param name="Trouble">Why it is not ready, in the server's words; empty when it is.</param>
/// <param name="IsCordoned">Whether it takes no new pods.</param>
/// <param name="Kubelet">Its kubelet's version as it says it; empty where it says none.</param>
/// <param name="System">The name of its operating system's image.</param>
/// <param name="Allocatable">What pods may request of it.</param>
/// <param name="Signs">The CNIs whose marks it bears.</param>
internal sealed record NodeFacts(ClusterNode Node, bool IsReady, string Trouble, bool IsCordoned, string Kubelet, string System, Room Allocatable, IReadOnlyList<string> Signs)
{
    public string Name => Node.Name;

    /// <summary>True for a node of AWS Fargate, which is one pod's and runs no DaemonSet.</summary>
    public bool IsFargate => Node.Labels.GetValueOrDefault("eks.amazonaws.com/compute-type") == "fargate" || Name.StartsWith("fargate-", StringComparison.Ordinal);

    /// <summary>True for Bottlerocket, whose host has no shell.</summary>
    public bool IsBottlerocket => System.Contains("Bottlerocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where nodes are made when pods wait for them.</summary>
    public bool IsMadeOnDemand => Node.Labels.ContainsKey("karpenter.sh/nodepool") || Node.Labels.ContainsKey("karpenter.sh/provisioner-name") || Node.Labels.GetValueOrDefault("eks.amazonaws.com/compute-type") == "auto";

    /// <summary>Whether ordinary pods can land there now.</summary>
    public bool TakesPods => IsReady && !IsCordoned && !IsFargate && Placement.OrdinaryLinux.Fits(Node);

    /// <summary>Whether DaemonSets that tolerate everything run there.</summary>
    public bool TakesDaemons => IsReady && !IsFargate && Placement.AnyLinux.Fits(Node);

    public static NodeFacts Of(JsonObject item)
    {
        var info = item.Child("status", "nodeInfo");
        var labels = item.Labels();
        var platform = Platform.Of(
            labels.GetValueOrDefault(ClusterNode.SystemLabel) ?? info.Text("operatingSystem") ?? "linux", labels.GetValueOrDefault(ClusterNode.ArchitectureLabel) ?? info.Text("architecture") ?? "unknown");
        var ready = item.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready");
        // A scheduler goes by the label of the operating system, which a node lacks only while it joins.
        var known = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        known.TryAdd(ClusterNode.SystemLabel, platform.Os);
        return new(
            new ClusterNode(item.Name(), platform, known, [.. item.Items("spec", "taints").Select(Taint.Of).Where(taint => !taint.IsPassing)]),
            ready.Text("status") == "True",
            ready is null ? "its kubelet has reported nothing" : ready.Text("status") == "True" ? "" : Printable.OneLine($"{ready.Text("reason")}: {ready.Text("message")}"),
            item.Flag("spec", "unschedulable") == true,
            info.Text("kubeletVersion") ?? "",
            info.Text("osImage") ?? "",
            Room.Of(item.At("status", "allocatable")),
            CniPlugin.SignsOn(item));
    }
}
