using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Cni;

/// <summary>A network plugin and how one can tell that a cluster has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DaemonSets">The names of its DaemonSets; one that begins so, with a dash after it, is meant too.</param>
/// <param name="Images">The ends of the paths of its images.</param>
/// <param name="NodeMarks">The beginnings of the annotations and labels that it gives nodes.</param>
/// <param name="ApiVersion">An API group that it brings, with a version; null for none.</param>
/// <param name="Kind">A kind of that group.</param>
internal sealed record CniPlugin(string Name, string[] DaemonSets, string[] Images, string[] NodeMarks, string? ApiVersion = null, string? Kind = null)
{
    public const string Cilium = "Cilium";
    public const string Istio = "Istio CNI";

    /// <summary>Those that are known. Source: the manifests and charts that each project publishes.</summary>
    public static readonly CniPlugin[] All =
    [
        new("Calico", ["calico-node", "canal"], ["calico/node"], ["projectcalico.org/"], "crd.projectcalico.org/v1", "IPPool"),
        new(Cilium, ["cilium", "cilium-agent"], ["cilium/cilium"], ["network.cilium.io/", "io.cilium.network"], "cilium.io/v2", "CiliumNode"),
        new("Flannel", ["kube-flannel", "kube-flannel-ds", "canal"], ["flannel/flannel", "coreos/flannel"], ["flannel.alpha.coreos.com/"]),
        new("Weave", ["weave-net"], ["weave-kube"], []),
        new("VPC CNI", ["aws-node"], ["amazon-k8s-cni", "amazon/aws-network-policy-agent"], ["vpc.amazonaws.com/"], "crd.k8s.amazonaws.com/v1alpha1", "ENIConfig"),
        new(Istio, ["istio-cni-node"], ["istio/install-cni"], []),
    ];

    /// <summary>Whether a DaemonSet is its own.</summary>
    public bool Owns(JsonObject daemonSet)
    {
        var name = daemonSet.Name();
        // Operators and helpers of the same makers have images of their own, and are no plugin.
        return DaemonSets.Any(known => name == known || (known.Contains('-', StringComparison.Ordinal) && name.StartsWith(known + "-", StringComparison.Ordinal)))
            || daemonSet.Items("spec", "template", "spec", "containers").Any(container => Images.Any(image => Path(container.Text("image")).EndsWith(image, StringComparison.Ordinal)));
    }

    /// <summary>The plugins whose marks a node bears.</summary>
    public static IReadOnlyList<string> SignsOn(JsonObject node)
    {
        var keys = node.Annotations().Keys.Concat(node.Labels().Keys).ToList();
        return [.. All.Where(plugin => plugin.NodeMarks.Any(mark => keys.Any(key => key.StartsWith(mark, StringComparison.Ordinal)))).Select(plugin => plugin.Name)];
    }

    private static string Path(string? image)
    {
        var path = (image ?? "").Split('@')[0];
        return path.LastIndexOf(':') is var colon && colon > path.LastIndexOf('/') ? path[..colon] : path;
    }
}
