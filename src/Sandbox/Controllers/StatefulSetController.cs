using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>Pods with fixed names: up from the first, down and anew from the last, one after the other when ready.</summary>
internal sealed class StatefulSetController(ControllerDesk desk)
{
    private const string RevisionLabel = "controller-revision-hash";

    public void Look(JsonObject set)
    {
        var revision = $"{set.Name()}-{ControllerDesk.Hash(set.At("spec", "template"))}";
        var present = set.Text("status", "currentRevision") ?? revision;
        var wanted = set.Whole("spec", "replicas") ?? 1;
        Arrange(set, wanted, revision, present);
        PutStatus(set, wanted, revision, present);
    }

    private void Arrange(JsonObject set, int wanted, string revision, string present)
    {
        var parallel = set.Text("spec", "podManagementPolicy") == "Parallel";
        var partition = set.Whole("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var pods = desk.PodsOf(set).ToDictionary(Ordinal);
        for (var i = 0; i < wanted; i++)
        {
            var pod = pods.GetValueOrDefault(i);
            if (pod is null && Make(set, i, i < partition ? present : revision) is not null)
            {
                return;
            }

            if (!parallel && (pod is null || pod.IsTerminating() || !ControllerDesk.IsReady(pod)))
            {
                // As the real one: it waits here even when the pod is of an old template and will never be ready.
                return;
            }
        }

        var surplus = pods.Where(entry => entry.Key >= wanted).OrderByDescending(entry => entry.Key).Select(entry => entry.Value).ToList();
        foreach (var pod in (parallel ? surplus : surplus.Take(1)).Where(pod => !pod.IsTerminating()))
        {
            desk.EndPod(set, pod);
        }

        if (surplus.Count == 0 && set.Text("spec", "updateStrategy", "type") != "OnDelete")
        {
            Renew(set, pods, revision, partition);
        }
    }

    private void Renew(JsonObject set, Dictionary<int, JsonObject> pods, string revision, int partition)
    {
        foreach (var (_, pod) in pods.Where(entry => entry.Key >= partition).OrderByDescending(entry => entry.Key))
        {
            if (pod.Text("metadata", "labels", RevisionLabel) != revision)
            {
                if (!pod.IsTerminating())
                {
                    desk.EndPod(set, pod);
                }

                return;
            }

            if (!ControllerDesk.IsReady(pod))
            {
                return;
            }
        }
    }

    private string? Make(JsonObject set, int ordinal, string revision) => desk.MakePod(set, pod =>
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{set.Name()}-{ordinal}");
        pod.Ensure("metadata").Remove("generateName");
        pod.Ensure("metadata")["name"] = name;
        pod.Ensure("metadata").Ensure("labels")[RevisionLabel] = revision;
        pod.Ensure("metadata").Ensure("labels")["statefulset.kubernetes.io/pod-name"] = name;
        pod.Ensure("spec")["hostname"] = name;
        pod.Ensure("spec")["subdomain"] = set.Text("spec", "serviceName") ?? "";
    });

    private void PutStatus(JsonObject set, int wanted, string revision, string present)
    {
        var pods = desk.PodsOf(set).Where(pod => !pod.IsTerminating()).ToList();
        var updated = pods.Count(pod => pod.Text("metadata", "labels", RevisionLabel) == revision);
        var ready = pods.Count(ControllerDesk.IsReady);
        if (updated == wanted && ready == wanted && pods.Count == wanted)
        {
            present = revision;
        }

        var status = new JsonObject
        {
            ["observedGeneration"] = set.Whole("metadata", "generation"),
            ["replicas"] = pods.Count,
            ["currentRevision"] = present,
            ["updateRevision"] = revision,
            ["collisionCount"] = 0,
        };
        ReplicaSetController.Count(status, "readyReplicas", ready);
        ReplicaSetController.Count(status, "currentReplicas", pods.Count(pod => pod.Text("metadata", "labels", RevisionLabel) == present));
        ReplicaSetController.Count(status, "updatedReplicas", updated);
        if (desk.Server.Version.Minor >= 22)
        {
            status["availableReplicas"] = pods.Count(pod => desk.IsAvailable(pod, set));
        }

        desk.PutStatus(ResourceKind.StatefulSet, set, status);
    }

    private static int Ordinal(JsonObject pod) => int.TryParse(pod.Name()[(pod.Name().LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : int.MaxValue;
}
