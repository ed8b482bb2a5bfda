using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>Keeps as many pods as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSetController(ControllerDesk desk)
{
    public void Look(JsonObject set)
    {
        var pods = desk.PodsOf(set).Where(ControllerDesk.IsActive).ToList();
        var wanted = set.Whole("spec", "replicas") ?? 1;
        string? refusal = null;
        for (var missing = wanted - pods.Count; missing > 0 && refusal is null; missing--)
        {
            refusal = desk.MakePod(set, _ => { });
        }

        // Those go first that serve least: not scheduled, not running, not ready, youngest.
        foreach (var pod in pods.OrderBy(pod => pod.Text("spec", "nodeName") is null ? 0 : pod.Text("status", "phase") != "Running" ? 1 : ControllerDesk.IsReady(pod) ? 3 : 2)
            .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).Take(Math.Max(0, pods.Count - wanted)))
        {
            desk.EndPod(set, pod);
        }

        PutStatus(set, refusal);
    }

    private void PutStatus(JsonObject set, string? refusal)
    {
        var pods = desk.PodsOf(set).Where(ControllerDesk.IsActive).ToList();
        var status = new JsonObject { ["replicas"] = pods.Count, ["observedGeneration"] = set.Whole("metadata", "generation") };
        Count(status, "fullyLabeledReplicas", pods.Count);
        Count(status, "readyReplicas", pods.Count(ControllerDesk.IsReady));
        Count(status, "availableReplicas", pods.Count(pod => desk.IsAvailable(pod, set)));
        if (set.At("status", "conditions") is { } conditions)
        {
            status["conditions"] = conditions.DeepClone();
        }

        if (refusal is null)
        {
            Conditions.Remove(status, "ReplicaFailure");
        }
        else
        {
            Conditions.Set(status, "ReplicaFailure", true, "FailedCreate", refusal, desk.Server.Stamp());
        }

        if (status["conditions"] is JsonArray { Count: 0 })
        {
            status.Remove("conditions");
        }

        desk.PutStatus(ResourceKind.ReplicaSet, set, status);
    }

    // Controllers leave a zero out.
    internal static void Count(JsonObject status, string field, int number)
    {
        if (number != 0)
        {
            status[field] = number;
        }
    }
}
