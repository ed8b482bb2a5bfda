using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// What a pod that is not ready is doing, for the error at the time limit.
internal static class PodStanding
{
    public static bool IsReady(JsonObject pod) => pod.Condition("Ready")?.Text("status") == "True";

    public static string Of(JsonObject pod)
    {
        if (PodTrouble.Of(pod) is { } trouble)
        {
            return $"is in trouble: {trouble.Evidence}";
        }

        if (pod.Text("status", "phase") == "Failed")
        {
            return $"has failed: {pod.Text("status", "reason")} {Fields.OneLine(pod.Text("status", "message"))}".TrimEnd();
        }

        var waiting = pod.Containers().FirstOrDefault(container => container.Waiting() is not null);
        var unready = pod.Items("status", "containerStatuses").FirstOrDefault(container => container.Flag("ready") != true);
        return waiting is not null ? $"waits: {waiting.Waiting()} of container {waiting.Text("name")}"
            : unready is not null ? $"runs, but its container {unready.Text("name")} is not ready"
            : pod.Condition("PodScheduled")?.Text("status") != "True" ? "has no node yet"
            : "is not ready";
    }
}
