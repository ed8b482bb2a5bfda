using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>Cluster IDs that lead nowhere: of aliases, and of proxies that say they are of a cluster.</summary>
internal static class UnknownClusters
{
    private const string Variable = "ISTIO_META_CLUSTER_ID";

    public static IEnumerable<Finding> Of(EvidenceSet evidence, KnownIstiods istiods, IReadOnlyList<string> remotes, IReadOnlyCollection<(string Namespace, string Name)> explained)
    {
        // Of an istiod that was not seen it is not known what it knows.
        if (istiods.Own.Count == 0)
        {
            yield break;
        }

        var known = istiods.Own.Concat(remotes).ToHashSet(StringComparer.Ordinal);
        var knows = $"istiod knows {string.Join(", ", known.Order(StringComparer.Ordinal).Take(10).Select(Printable.OneLine))}";
        foreach (var (pod, alias, cluster) in istiods.Aliases.Where(one => !known.Contains(one.Cluster)).DistinctBy(one => (one.Alias, one.Cluster)))
        {
            yield return RemoteSecretFindings.Unknown.On(pod, cluster.Length == 0 ? $"its cluster alias {alias} is no pair ALIAS=CLUSTER" : $"its cluster alias {alias} leads to {cluster}; {knows}");
        }

        known.UnionWith(istiods.Aliases.Select(one => one.Alias));
        var strangers =
            from pod in evidence.Of(ResourceKind.Pod) ?? []
            where !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && !explained.Contains((pod.Namespace() ?? "", pod.Name()))
            let id = ProxyContainer.Of(pod) is { } proxy ? TokenMount.Variable(proxy, Variable) : null
            where id is not null && !known.Contains(id)
            group ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()) by id;
        foreach (var same in strangers)
        {
            var pods = same.Order(StringComparer.Ordinal).ToList();
            yield return RemoteSecretFindings.Unknown.On(pods.Count == 1 ? pods[0] : $"{pods[0]} and {pods.Count - 1} more", $"its {Variable} is {Printable.OneLine(same.Key)}; {knows}");
        }
    }
}
