using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>Pods and what makes them, by their labels.</summary>
internal sealed class WorkloadSet
{
    private static readonly MeshKind[] Kinds = [MeshKind.Pod, MeshKind.Deployment, MeshKind.StatefulSet, MeshKind.DaemonSet, MeshKind.ReplicaSet, MeshKind.Job, MeshKind.CronJob, new("argoproj.io", "Rollout")];

    private readonly Dictionary<(string? Namespace, string Key, string Value), List<Workload>> byLabel = [];
    private readonly Dictionary<string, List<Workload>> byNamespace = [];

    /// <param name="mesh">All objects.</param>
    public WorkloadSet(MeshSet mesh)
    {
        foreach (var item in Kinds.SelectMany(mesh.Of))
        {
            // Pods that have ended are in nobody's way, and serve nobody.
            if (item.Root["status"]["phase"].Text is "Succeeded" or "Failed")
            {
                continue;
            }

            var workload = new Workload(item, TemplateOf(item));
            All.Add(workload);
            Put(byNamespace, item.Namespace, workload);
            foreach (var (key, value) in workload.Labels)
            {
                Put(byLabel, (item.Namespace, key, value), workload);
                Put(byLabel, (null, key, value), workload);
            }
        }
    }

    /// <summary>All of them.</summary>
    public List<Workload> All { get; } = [];

    /// <summary>Those of a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    public IReadOnlyList<Workload> In(string ns) => byNamespace.TryGetValue(ns, out var list) ? list : [];

    /// <summary>Those that have all of some labels; without labels, all there are.</summary>
    /// <param name="ns">The namespace; null for any.</param>
    /// <param name="labels">The labels.</param>
    public IEnumerable<Workload> With(string? ns, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count == 0)
        {
            return ns is null ? All : In(ns);
        }

        List<Workload>? fewest = null;
        foreach (var (key, value) in labels)
        {
            if (!byLabel.TryGetValue((ns, key, value), out var list))
            {
                return [];
            }

            fewest = fewest is null || list.Count < fewest.Count ? list : fewest;
        }

        return fewest!.Where(workload => workload.Has(labels));
    }

    /// <summary>The pods behind a Service; none where it selects none by itself.</summary>
    /// <param name="service">The Service.</param>
    public IEnumerable<Workload> Behind(MeshObject service) => Selector.Of(service.Spec["selector"]) is { Count: > 0 } selector ? With(service.Namespace, selector) : [];

    private static Field TemplateOf(MeshObject item) =>
        item.Kind == MeshKind.Pod ? item.Root : item.Kind == MeshKind.CronJob ? item.Spec["jobTemplate"]["spec"]["template"] : item.Spec["template"];

    private static void Put<TKey>(Dictionary<TKey, List<Workload>> index, TKey key, Workload workload) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        list.Add(workload);
    }
}
