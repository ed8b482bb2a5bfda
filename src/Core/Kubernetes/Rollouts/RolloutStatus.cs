using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>How far a rollout has come, read from the workload's own status alone.</summary>
/// <param name="Done">True when the newest generation was observed, every wanted pod is updated and available, and no old one is counted any more.</param>
/// <param name="Wanted">How many pods there have to be.</param>
/// <param name="Text">Where it stands: <c>2 of 3 updated, 1 of 3 available, 1 old pod still there</c>.</param>
public sealed record RolloutStatus(bool Done, long Wanted, string Text)
{
    /// <summary>Reads the status of a workload.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="workload">The object.</param>
    /// <param name="minGeneration">The generation that must have been observed at least; 0 for the object's own.</param>
    public static RolloutStatus Of(WorkloadKind kind, JsonObject workload, long minGeneration = 0)
    {
        var count = kind switch
        {
            WorkloadKind.Deployment => Deployment(workload),
            WorkloadKind.StatefulSet => StatefulSet(workload),
            _ => DaemonSet(workload),
        };
        if (!IsObserved(workload, minGeneration))
        {
            var generation = Math.Max(minGeneration, workload.Generation());
            return new(false, count.Wanted, $"its controller has not seen the change yet (generation {generation}, observed {workload.Number("status", "observedGeneration") ?? 0})");
        }

        if (IsOnDelete(workload))
        {
            return new(true, count.Wanted, "its update strategy is OnDelete: pods change only when somebody deletes them");
        }

        if (count.Wanted == 0 && count.Old == 0)
        {
            return new(true, 0, "no pod is wanted, so there is nothing to wait for");
        }

        var done = count.Updated >= count.ToUpdate && count.Available >= count.Wanted && count.Old == 0;
        var text = $"{count.Updated} of {count.ToUpdate} updated, {count.Available} of {count.Wanted} available"
            + (count.Old > 0 ? $", {count.Old} old {(count.Old == 1 ? "pod" : "pods")} still there" : "")
            + (!done && workload.Flag("spec", "paused") == true ? ", and it is paused" : "");
        return new(done, count.Wanted, text);
    }

    // Only then do the counts, and the annotation that names the newest ReplicaSet, speak of the newest template.
    internal static bool IsObserved(JsonObject workload, long minGeneration = 0) =>
        workload.Number("status", "observedGeneration") is { } observed && observed >= Math.Max(minGeneration, workload.Generation());

    internal static bool IsOnDelete(JsonObject workload) => workload.Text("spec", "updateStrategy", "type") == "OnDelete";

    private static Count Deployment(JsonObject workload)
    {
        var wanted = workload.Number("spec", "replicas") ?? 1;
        var updated = workload.Number("status", "updatedReplicas") ?? 0;
        return new(wanted, wanted, updated, workload.Number("status", "availableReplicas") ?? 0, Math.Max(0, (workload.Number("status", "replicas") ?? 0) - updated));
    }

    private static Count StatefulSet(JsonObject workload)
    {
        var wanted = workload.Number("spec", "replicas") ?? 1;
        var toUpdate = Math.Max(0, wanted - (workload.Number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0));
        // Servers before 1.22 know ready only; there is no minReadySeconds there either.
        var available = workload.Number("status", "availableReplicas") ?? workload.Number("status", "readyReplicas") ?? 0;
        return new(wanted, toUpdate, workload.Number("status", "updatedReplicas") ?? 0, available, 0);
    }

    private static Count DaemonSet(JsonObject workload)
    {
        var wanted = workload.Number("status", "desiredNumberScheduled") ?? 0;
        return new(wanted, wanted, workload.Number("status", "updatedNumberScheduled") ?? 0, workload.Number("status", "numberAvailable") ?? 0, 0);
    }

    private readonly record struct Count(long Wanted, long ToUpdate, long Updated, long Available, long Old);
}
