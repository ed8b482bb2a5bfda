using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>The status of a Deployment, field by field as the real controller writes it; a count of zero is left out.</summary>
internal static class DeploymentStatus
{
    /// <param name="desk">The controllers' desk.</param>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="sets">All its ReplicaSets.</param>
    /// <param name="current">The one of the present template; null when there is none.</param>
    /// <param name="created">What to say when <paramref name="current"/> has just been made; null otherwise.</param>
    public static void Put(ControllerDesk desk, JsonObject deployment, List<JsonObject> sets, JsonObject? current, string? created)
    {
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        var old = deployment.Child("status") ?? [];
        var (replicas, available) = (sets.Sum(Replicas), sets.Sum(set => set.Whole("status", "availableReplicas") ?? 0));
        var status = new JsonObject { ["observedGeneration"] = deployment.Whole("metadata", "generation") };
        ReplicaSetController.Count(status, "replicas", replicas);
        ReplicaSetController.Count(status, "updatedReplicas", current is null ? 0 : Replicas(current));
        ReplicaSetController.Count(status, "readyReplicas", sets.Sum(set => set.Whole("status", "readyReplicas") ?? 0));
        ReplicaSetController.Count(status, "availableReplicas", available);
        ReplicaSetController.Count(status, "unavailableReplicas", Math.Max(0, sets.Sum(set => set.Whole("spec", "replicas") ?? 0) - available));
        if (old["conditions"] is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        var now = desk.Server.Stamp();
        var enough = available >= wanted - DeploymentController.Bounds(deployment).Unavailable;
        SetOnce(status, "Available", enough, enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now);
        Progress(desk, deployment, old, status, current, created, wanted);
        if (sets.OrderBy(set => set.Uid() == current?.Uid() ? 0 : 1).Select(set => Conditions.Find(set["status"], "ReplicaFailure")).FirstOrDefault(condition => condition is not null) is { } failure)
        {
            SetOnce(status, "ReplicaFailure", true, failure.Text("reason")!, failure.Text("message")!, now);
        }
        else
        {
            Conditions.Remove(status, "ReplicaFailure");
        }

        desk.PutStatus(ResourceKind.Deployment, desk.Server.Store.Get(ResourceKind.Deployment, deployment.Namespace(), deployment.Name()) ?? deployment, status);
    }

    private static void Progress(ControllerDesk desk, JsonObject deployment, JsonObject old, JsonObject status, JsonObject? current, string? created, int wanted)
    {
        var now = desk.Server.Stamp();
        var before = Conditions.Find(status, "Progressing");
        var updated = status.Whole("updatedReplicas") ?? 0;
        if (created is not null)
        {
            Conditions.Set(status, "Progressing", true, "NewReplicaSetCreated", created, now, touches: true);
            Watch(desk, deployment);
            return;
        }

        if (before.Text("reason") == "NewReplicaSetAvailable" && (status.Whole("replicas") ?? 0) == updated)
        {
            return;
        }

        var name = current is null ? $"Deployment \"{deployment.Name()}\"" : $"ReplicaSet \"{current.Name()}\"";
        var complete = updated == wanted && (status.Whole("replicas") ?? 0) == wanted && (status.Whole("availableReplicas") ?? 0) == wanted;
        var progressed = updated > (old.Whole("updatedReplicas") ?? 0)
            || (status.Whole("replicas") ?? 0) - updated < (old.Whole("replicas") ?? 0) - (old.Whole("updatedReplicas") ?? 0)
            || (status.Whole("readyReplicas") ?? 0) > (old.Whole("readyReplicas") ?? 0)
            || (status.Whole("availableReplicas") ?? 0) > (old.Whole("availableReplicas") ?? 0);
        if (complete)
        {
            Conditions.Set(status, "Progressing", true, "NewReplicaSetAvailable", $"{name} has successfully progressed.", now, touches: true);
        }
        else if (progressed || before is null)
        {
            Conditions.Set(status, "Progressing", true, "ReplicaSetUpdated", $"{name} is progressing.", now, touches: true);
            Watch(desk, deployment);
        }
        else if (before.Text("reason") != "ProgressDeadlineExceeded" && ControllerDesk.Time(before.Text("lastUpdateTime")) + Deadline(deployment) <= desk.Server.Clock.Now)
        {
            Conditions.Set(status, "Progressing", false, "ProgressDeadlineExceeded", $"{name} has timed out progressing.", now, touches: true);
        }
    }

    private static TimeSpan Deadline(JsonObject deployment) => TimeSpan.FromSeconds(deployment.Whole("spec", "progressDeadlineSeconds") ?? 600);

    private static void Watch(ControllerDesk desk, JsonObject deployment) => desk.LookAgain(deployment, Deadline(deployment) + TimeSpan.FromSeconds(1));

    private static void SetOnce(JsonObject status, string type, bool value, string reason, string message, string now)
    {
        var old = Conditions.Find(status, type);
        if (old.Text("status") != (value ? "True" : "False") || old.Text("reason") != reason || old.Text("message") != message)
        {
            Conditions.Set(status, type, value, reason, message, now, touches: true);
        }
    }

    private static int Replicas(JsonObject set) => set.Whole("status", "replicas") ?? 0;
}
