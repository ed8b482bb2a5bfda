using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>A workload whose pods have a proxy.</summary>
/// <param name="Workload">Which.</param>
/// <param name="Object">As the server has it.</param>
/// <param name="Wanted">How many pods it is to have.</param>
/// <param name="Back">How many pods of its newest template are ready, with a proxy of the revision asked for.</param>
internal sealed record ProxiedWorkload(WorkloadRef Workload, JsonObject Object, long Wanted, long Back)
{
    private const string Container = "istio-proxy";

    /// <summary>The workloads of a namespace whose pods have a proxy, each kind by name, and the pods with a proxy that belong to none of them.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="revision">The revision whose proxies count as back.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<(IReadOnlyList<ProxiedWorkload> Workloads, IReadOnlyList<string> Others)> ReadAsync(ICluster cluster, string ns, string revision, CancellationToken cancellation)
    {
        var pods = (await ListAsync(cluster, ResourceKind.Pod, ns, cancellation)).Where(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed")).ToList();
        var sets = await ListAsync(cluster, ResourceKind.ReplicaSet, ns, cancellation);
        var owners = sets.ToDictionary(set => set.Uid(), set => set.ControllerUid() ?? set.Uid());
        var proxied = pods.Where(pod => HasProxy(pod.Child("spec")) && !pod.IsTerminating()).ToLookup(pod => pod.ControllerUid() is { } owner ? owners.GetValueOrDefault(owner, owner) : "");

        var (found, known) = (new List<ProxiedWorkload>(), new HashSet<string>());
        foreach (var kind in WorkloadKinds.All)
        {
            foreach (var item in (await ListAsync(cluster, kind.Resource(), ns, cancellation)).OrderBy(item => item.Name(), StringComparer.Ordinal))
            {
                known.Add(item.Uid());
                if (!item.IsTerminating() && (HasProxy(item.Child("spec", "template", "spec")) || proxied.Contains(item.Uid())))
                {
                    var back = NewPods.Of(kind, item, sets, pods).Count(pod => HasProxy(pod.Child("spec")) && PodStanding.IsReady(pod) && IsOf(pod, revision));
                    found.Add(new(new(kind, ns, item.Name()), item, RolloutStatus.Of(kind, item).Wanted, back));
                }
            }
        }

        return (found, [.. proxied.Where(group => !known.Contains(group.Key)).SelectMany(group => group).Select(pod => ResourceKind.Pod.Describe(ns, pod.Name())).Order(StringComparer.Ordinal)]);
    }

    // Injection writes the revision on the pod; a proxy that stands in the template itself says nothing of one.
    private static bool IsOf(JsonObject pod, string revision) => pod.Annotations().GetValueOrDefault(MeshLabels.Revision) is not { } of || of == revision;

    private static bool HasProxy(JsonObject? spec) => spec.Items("containers").Concat(spec.Items("initContainers")).Any(container => container.Text("name") == Container);

    private static async Task<List<JsonObject>> ListAsync(ICluster cluster, ResourceKind kind, string ns, CancellationToken cancellation)
    {
        var all = new List<JsonObject>();
        await foreach (var item in cluster.ListAsync(kind, new ListQuery(ns), cancellation))
        {
            all.Add(item);
        }

        return all;
    }
}
