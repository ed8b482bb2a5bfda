using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Finds the pods that are meant and have a proxy.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="choice">Which are meant.</param>
internal sealed class ProxyPods(ICluster cluster, ProxyChoice choice)
{
    /// <summary>Lists them; of a pod no more is kept than what is needed of it.</summary>
    /// <returns>The proxies by namespace and pod, and all pods that were seen.</returns>
    public async Task<(Dictionary<(string Namespace, string Pod), ProxyState> Proxies, HashSet<(string Namespace, string Pod)> Seen)> ListAsync(CancellationToken cancellation)
    {
        var (proxies, seen) = (new Dictionary<(string, string), ProxyState>(), new HashSet<(string, string)>());
        foreach (var query in choice.Queries)
        {
            await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, query, cancellation))
            {
                var name = (pod.Namespace() ?? "", pod.Name());
                seen.Add(name);
                if (choice.Means(name.Item1, name.Item2) && ProxyState.TryOf(pod) is { } proxy)
                {
                    proxies[name] = proxy;
                }
            }
        }

        return (proxies, seen);
    }

    /// <summary>Lists them, and takes it for a mistake where one that is named, or any at all, is not there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>; else as for <see cref="ICluster"/>.</exception>
    public async Task<(Dictionary<(string Namespace, string Pod), ProxyState> Proxies, HashSet<(string Namespace, string Pod)> Seen)> RequireAsync(CancellationToken cancellation)
    {
        var (proxies, seen) = await ListAsync(cancellation);
        foreach (var (ns, name) in choice.Pods.Where(pod => !proxies.ContainsKey(pod)))
        {
            throw seen.Contains((ns, name))
                ? new MeshException(ExitCode.NoInput, $"{ResourceKind.Pod.Describe(ns, name)} has no proxy, or is on its way out", "Ask Mesh.CheckInjection why it has none")
                : new MeshException(ExitCode.NoInput, $"there is no {ResourceKind.Pod.Describe(ns, name)}", NearestName.Hint(name, seen.Where(pod => pod.Namespace == ns).Select(pod => pod.Pod), "Check the namespace and the name"));
        }

        return proxies.Count > 0 ? (proxies, seen)
            : throw new MeshException(ExitCode.NoInput, $"no pod {choice} has a proxy; {seen.Count} pod{(seen.Count == 1 ? " was" : "s were")} looked at",
                seen.Count == 0 ? "Check the namespace, the selector and the context" : "Ask Mesh.CheckInjection why they have none");
    }
}
