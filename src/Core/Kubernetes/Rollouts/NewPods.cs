using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>
/// Tells the pods of the newest template from those of earlier ones, so that an old pod that has been crashing for days cannot fail the rollout that replaces it.
/// Pods that are being deleted are neither.
/// </summary>
internal static class NewPods
{
    private const string Revision = "deployment.kubernetes.io/revision";

    // A Deployment's controller copies the revision of the ReplicaSet it now scales up to the Deployment before it raises observedGeneration;
    // until then the annotation still names the old one.
    public static JsonObject? ReplicaSetOf(JsonObject deployment, IEnumerable<JsonObject> replicaSets) =>
        RolloutStatus.IsObserved(deployment) && deployment.Text("metadata", "annotations", Revision) is { } revision
            ? replicaSets.FirstOrDefault(set => set.ControllerUid() == deployment.Uid() && set.Text("metadata", "annotations", Revision) == revision)
            : null;

    public static IReadOnlyList<JsonObject> Of(WorkloadKind kind, JsonObject workload, IEnumerable<JsonObject> replicaSets, IEnumerable<JsonObject> pods)
    {
        if (!RolloutStatus.IsObserved(workload))
        {
            return [];
        }

        if (kind == WorkloadKind.Deployment)
        {
            return ReplicaSetOf(workload, replicaSets) is { } newest ? [.. Living(pods).Where(pod => pod.ControllerUid() == newest.Uid())] : [];
        }

        var own = Living(pods).Where(pod => pod.ControllerUid() == workload.Uid()).ToList();
        return kind == WorkloadKind.StatefulSet ? OfRevision(own, workload.Text("status", "updateRevision")) : OfDaemonSet(workload, own);
    }

    // A DaemonSet's status names no revision. The server counts its templates in an annotation instead, and its controller writes that count on each pod.
    private static List<JsonObject> OfDaemonSet(JsonObject workload, List<JsonObject> own)
    {
        if (workload.Text("metadata", "annotations", "deprecated.daemonset.template.generation") is { } generation)
        {
            return [.. own.Where(pod => pod.Text("metadata", "labels", "pod-template-generation") == generation)];
        }

        // Without it: a DaemonSet's controller makes pods of the newest template only, so once it says that one of them is there, the youngest pod is such a one.
        var youngest = workload.Number("status", "updatedNumberScheduled") > 0
            ? own.MaxBy(pod => pod.Created())
            : null;
        return OfRevision(own, youngest?.Text("metadata", "labels", "controller-revision-hash"));
    }

    private static List<JsonObject> OfRevision(List<JsonObject> own, string? revision) =>
        revision is null ? [] : [.. own.Where(pod => pod.Text("metadata", "labels", "controller-revision-hash") == revision)];

    private static IEnumerable<JsonObject> Living(IEnumerable<JsonObject> pods) => pods.Where(pod => !pod.IsTerminating());
}
