using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>Reads the workloads that are meant, each with its pods.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="choice">Which are meant.</param>
internal sealed class WorkloadReader(ICluster cluster, InjectionChoice choice)
{
    /// <summary>The namespaces that are meant, by name.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: one that is named is not there; else as for <see cref="ICluster"/>.</exception>
    public async Task<IReadOnlyDictionary<string, JsonObject>> NamespacesAsync(CancellationToken cancellation)
    {
        var all = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var name in choice.Namespaces)
        {
            // Whoever may read but his own namespaces is asked for no more.
            all[name] = await cluster.GetAsync(ResourceKind.Namespace, null, name, cancellation)
                ?? throw new MeshException(ExitCode.NoInput, $"there is no namespace {Printable.OneLine(name)} in context {cluster.Context}", "Check --namespace and the context");
        }

        if (choice.Namespaces.Count == 0)
        {
            await foreach (var item in cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), cancellation))
            {
                if (choice.Means(item.Name()) && !item.IsTerminating())
                {
                    all[item.Name()] = item;
                }
            }
        }

        return all;
    }

    /// <summary>The workloads by namespace, kind and name, and after those of a namespace the pods that belong to none.</summary>
    /// <param name="namespaces">The namespaces that are meant.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: a workload that is named is not there; else as for <see cref="ICluster"/>.</exception>
    public async Task<IReadOnlyList<LiveWorkload>> WorkloadsAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellation)
    {
        var found = new List<(WorkloadRef Workload, JsonObject Object)>();
        foreach (var kind in WorkloadKinds.All)
        {
            await foreach (var item in ListAsync(kind.Resource(), namespaces, cancellation))
            {
                found.Add((new(kind, item.Namespace() ?? "", item.Name()), item));
            }
        }

        if (choice.Workloads.FirstOrDefault(wanted => !found.Exists(one => one.Workload == wanted)) is { } missing)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no {missing}", NearestName.Hint(missing.ShortName, found.Select(one => one.Workload.ShortName), "Check --workload and --namespace"));
        }

        var (pods, loose) = await PodsAsync(found.Select(one => one.Object.Uid()).ToHashSet(StringComparer.Ordinal), namespaces, cancellation);
        return
        [
            .. found.Where(one => choice.Means(one.Workload)).Select(one => new LiveWorkload(one.Workload.Namespace, one.Workload.ShortName, one.Object.Child("spec", "template") ?? [], [.. pods[one.Object.Uid()].OrderBy(pod => pod.Name, StringComparer.Ordinal)]) { Workload = one.Workload })
                .Concat(choice.Workloads.Count > 0 ? [] : loose.Select(pod => new LiveWorkload(pod.Namespace, $"{pod}", pod.Body, [pod])))
                .OrderBy(one => one.Namespace, StringComparer.Ordinal).ThenBy(one => one.Workload is null).ThenBy(one => one.Name, StringComparer.Ordinal),
        ];
    }

    private async Task<(ILookup<string, LivePod> Pods, IReadOnlyList<LivePod> Loose)> PodsAsync(HashSet<string> workloads, IReadOnlyCollection<string> namespaces, CancellationToken cancellation)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var set in ListAsync(ResourceKind.ReplicaSet, namespaces, cancellation))
        {
            owners[set.Uid()] = set.ControllerUid() ?? set.Uid();
        }

        var pods = new List<(string Owner, LivePod Pod)>();
        await foreach (var pod in ListAsync(ResourceKind.Pod, namespaces, cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            {
                pods.Add((pod.ControllerUid() is { } owner ? owners.GetValueOrDefault(owner, owner) : "", LivePod.Of(pod)));
            }
        }

        return (pods.Where(one => workloads.Contains(one.Owner)).ToLookup(one => one.Owner, one => one.Pod), [.. pods.Where(one => !workloads.Contains(one.Owner)).Select(one => one.Pod)]);
    }

    // One list for all where all are meant; a server answers it faster than one for each namespace.
    private async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, IReadOnlyCollection<string> namespaces, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var query in choice.Namespaces.Count == 0 ? [new ListQuery()] : choice.Namespaces.Select(ns => new ListQuery(ns)))
        {
            await foreach (var item in cluster.ListAsync(kind, query, cancellation))
            {
                if (namespaces.Contains(item.Namespace() ?? ""))
                {
                    yield return item;
                }
            }
        }
    }
}
