using System.Text.Json.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Cni;

/// <summary>A network plugin that a cluster has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="By">By what it was found: a DaemonSet, <c>nodes</c>, an API group.</param>
/// <param name="Wanted">On how many nodes its DaemonSet has to run; null where it was found by something else.</param>
/// <param name="Ready">On how many it is ready.</param>
/// <param name="Version">Its version, where the image says it.</param>
internal sealed record FoundCni(string Name, string By, long? Wanted, long Ready, string? Version)
{
    /// <summary>True when its DaemonSet is not ready everywhere.</summary>
    public bool IsUnhealthy => Wanted > Ready;

    /// <summary>One found by its DaemonSet.</summary>
    public static FoundCni Of(CniPlugin plugin, JsonObject daemonSet)
    {
        var images = daemonSet.Items("spec", "template", "spec", "containers").Select(container => ImageVersion.Of(container.Text("image"), daemonSet));
        return new(
            plugin.Name, ResourceKind.DaemonSet.Describe(daemonSet.Namespace(), daemonSet.Name()),
            daemonSet.Number("status", "desiredNumberScheduled") ?? 0, daemonSet.Number("status", "numberReady") ?? 0, images.FirstOrDefault(version => version is not null));
    }

    /// <summary>Such as <c>Calico 3.28.0 by daemonset/calico-node in kube-system, ready on 2 of 3 nodes</c>.</summary>
    public override string ToString() =>
        $"{Name}{(Version is null ? "" : $" {Version}")} by {By}{(Wanted is { } wanted ? $", ready on {Ready} of {wanted} node{(wanted == 1 ? "" : "s")}" : "")}";
}
