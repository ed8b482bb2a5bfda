using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>Hosts of servers, and the pods that Gateways share.</summary>
internal static class ServerHosts
{
    /// <summary>The name without the namespace that may stand before it.</summary>
    /// <param name="host">The host as it is written.</param>
    public static string Name(string host) => host[(host.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>What tells which pods a Gateway configures: those it selects, where they are known, else its labels; of a Gateway without a selector, every gateway.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="gateway">The Gateway.</param>
    public static string Pods(MeshSet mesh, MeshObject gateway)
    {
        var labels = Selector.Of(gateway.Spec["selector"]);
        var pods = labels.Count == 0 ? [] : mesh.Workloads.With(null, labels).Select(pod => $"{pod.Namespace}/{Selector.Text(pod.Labels.Where(label => label.Key is not ("pod-template-hash" or "controller-revision-hash")).ToDictionary())}").Distinct().Order(StringComparer.Ordinal).Take(20).ToList();
        return pods.Count > 0 ? string.Join(' ', pods) : Selector.Text(labels);
    }
}
