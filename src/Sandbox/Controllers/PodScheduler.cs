using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;

namespace Mesh.Sandbox.Controllers;

/// <summary>Finds a node for a pod: by nodeSelector, taints and cordon; the emptiest that fits. It does not weigh resources or affinity.</summary>
internal sealed class PodScheduler(ApiServer server, Events events)
{
    public void Schedule(string ns, string name, string uid)
    {
        if (server.Store.Get(ResourceKind.Pod, ns, name) is not { } pod || pod.Uid() != uid || pod.IsTerminating() || pod.Text("spec", "nodeName") is not null)
        {
            return;
        }

        var nodes = server.Store.List(ResourceKind.Node).ToList();
        var load = server.Store.List(ResourceKind.Pod).CountBy(other => other.Text("spec", "nodeName") ?? "").ToDictionary();
        var place = nodes.Where(node => WhyNot(pod["spec"], node) is null).OrderBy(node => load.GetValueOrDefault(node.Name())).ThenBy(node => node.Name(), StringComparer.Ordinal).FirstOrDefault();
        var changed = pod.Copy();
        if (place is null)
        {
            var reasons = nodes.Select(node => WhyNot(pod["spec"], node)!).CountBy(reason => reason).Select(reason => $"{reason.Value} {reason.Key}").Order(StringComparer.Ordinal);
            var message = nodes.Count == 0 ? "no nodes available to schedule pods" : $"0/{nodes.Count} nodes are available: {string.Join(", ", reasons)}.";
            Conditions.Set(changed.Ensure("status"), "PodScheduled", false, "Unschedulable", message, server.Stamp());
            server.Control(ResourceKind.Pod, changed);
            events.Warning(pod, "FailedScheduling", message, "default-scheduler");
            return;
        }

        changed.Ensure("spec")["nodeName"] = place.Name();
        Conditions.Set(changed.Ensure("status"), "PodScheduled", true, null, null, server.Stamp());
        server.Control(ResourceKind.Pod, changed);
        events.Normal(pod, "Scheduled", $"Successfully assigned {ns}/{name} to {place.Name()}", "default-scheduler");
    }

    /// <summary>Why a pod does not fit a node, in the scheduler's words; null when it does.</summary>
    public static string? WhyNot(JsonNode? spec, JsonObject node, bool daemon = false)
    {
        if (node.Flag("spec", "unschedulable") == true && !daemon)
        {
            return "node(s) were unschedulable";
        }

        foreach (var taint in node.Items("spec", "taints").Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute"))
        {
            if (!spec.Items("tolerations").Any(toleration => Tolerates(toleration, taint)))
            {
                return $"node(s) had taint {{{taint.Text("key")}: {taint.Text("value")}}}, that the pod didn't tolerate";
            }
        }

        return (spec.Child("nodeSelector") ?? []).All(wanted => node.Text("metadata", "labels", wanted.Key) == wanted.Value.Text()) ? null : "node(s) didn't match Pod's node affinity/selector";
    }

    private static bool Tolerates(JsonNode? toleration, JsonNode? taint) =>
        (toleration.Text("effect") is null or "" || toleration.Text("effect") == taint.Text("effect"))
        && (toleration.Text("operator") == "Exists"
            ? toleration.Text("key") is null or "" || toleration.Text("key") == taint.Text("key")
            : toleration.Text("key") == taint.Text("key") && (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""));
}
