using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>One pod on each node that fits; renewed a few at a time.</summary>
internal sealed class DaemonSetController(ControllerDesk desk)
{
    private const string RevisionLabel = "controller-revision-hash";

    public void Look(JsonObject set)
    {
        var revision = ControllerDesk.Hash(set.At("spec", "template"));
        var fitting = desk.Server.Store.List(ResourceKind.Node).Where(node => PodScheduler.WhyNot(set.At("spec", "template", "spec"), node, daemon: true) is null).Select(node => node.Name()).ToHashSet();
        var pods = desk.PodsOf(set);
        var covered = pods.Select(pod => pod.Text("spec", "nodeName")).ToHashSet();
        foreach (var node in fitting.Where(node => !covered.Contains(node)).Order(StringComparer.Ordinal))
        {
            _ = desk.MakePod(set, pod =>
            {
                pod.Ensure("metadata").Ensure("labels")[RevisionLabel] = revision;
                pod.Ensure("spec")["nodeName"] = node;
            });
        }

        foreach (var pod in pods.Where(pod => !pod.IsTerminating() && !fitting.Contains(pod.Text("spec", "nodeName") ?? "")))
        {
            desk.EndPod(set, pod);
        }

        if (set.Text("spec", "updateStrategy", "type") != "OnDelete")
        {
            Renew(set, fitting.Count, revision);
        }

        PutStatus(set, fitting, revision);
    }

    private void Renew(JsonObject set, int nodes, string revision)
    {
        var allowed = Math.Max(1, DeploymentController.Resolve(set.At("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), nodes, up: true));
        var pods = desk.PodsOf(set);
        var old = pods.Where(pod => !pod.IsTerminating() && pod.Text("metadata", "labels", RevisionLabel) != revision).ToList();
        var away = nodes - pods.Count(pod => !pod.IsTerminating() && desk.IsAvailable(pod, set));
        foreach (var pod in old.OrderBy(pod => ControllerDesk.IsReady(pod) ? 1 : 0))
        {
            if (ControllerDesk.IsReady(pod) && away++ >= allowed)
            {
                return;
            }

            desk.EndPod(set, pod);
        }
    }

    private void PutStatus(JsonObject set, HashSet<string> fitting, string revision)
    {
        var pods = desk.PodsOf(set).Where(pod => !pod.IsTerminating()).ToList();
        var placed = pods.Where(pod => fitting.Contains(pod.Text("spec", "nodeName") ?? "")).ToList();
        var available = placed.Count(pod => desk.IsAvailable(pod, set));
        var status = new JsonObject
        {
            ["observedGeneration"] = set.Whole("metadata", "generation"),
            ["currentNumberScheduled"] = placed.Count,
            ["desiredNumberScheduled"] = fitting.Count,
            ["numberMisscheduled"] = pods.Count - placed.Count,
            ["numberReady"] = placed.Count(ControllerDesk.IsReady),
        };
        ReplicaSetController.Count(status, "updatedNumberScheduled", placed.Count(pod => pod.Text("metadata", "labels", RevisionLabel) == revision));
        ReplicaSetController.Count(status, "numberAvailable", available);
        ReplicaSetController.Count(status, "numberUnavailable", fitting.Count - available);
        desk.PutStatus(ResourceKind.DaemonSet, set, status);
    }
}
