using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>Rolls a Deployment out: a ReplicaSet for each pod template, the new one up and the old ones down within surge and unavailability.</summary>
internal sealed class DeploymentController(ControllerDesk desk)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string HashLabel = "pod-template-hash";

    public void Look(JsonObject deployment)
    {
        var paused = deployment.Flag("spec", "paused") == true;
        var sets = SetsOf(deployment);
        var current = sets.FirstOrDefault(set => JsonNode.DeepEquals(TemplateOf(set), deployment.At("spec", "template")));
        if (current is null && !paused)
        {
            if (deployment.Text("spec", "strategy", "type") == "Recreate" && EndOld(deployment, sets, null))
            {
                DeploymentStatus.Put(desk, deployment, sets, null, null);
                return;
            }

            MakeSet(deployment, sets);
            return;
        }

        if (current is not null)
        {
            current = Promote(deployment, current, sets);
            deployment = desk.Server.Store.Get(ResourceKind.Deployment, deployment.Namespace(), deployment.Name())!;
            sets = SetsOf(deployment);
        }

        if (!Roll(deployment, sets, current, paused) && current is not null)
        {
            Tidy(deployment, sets, current);
        }

        DeploymentStatus.Put(desk, deployment, SetsOf(deployment), current is null ? null : desk.Server.Store.Get(ResourceKind.ReplicaSet, current.Namespace(), current.Name()), null);
    }

    /// <summary>Surge and unavailability in pods: surge rounds up, unavailability down, and both cannot be zero.</summary>
    internal static (int Surge, int Unavailable) Bounds(JsonObject deployment)
    {
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
        {
            return (0, 0);
        }

        var surge = Resolve(deployment.At("spec", "strategy", "rollingUpdate", "maxSurge"), wanted, up: true);
        var unavailable = Math.Min(wanted, Resolve(deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable"), wanted, up: false));
        return (surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    internal static int Resolve(JsonNode? value, int total, bool up)
    {
        if (value.Text() is not ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', .., '%'] text || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return value.Whole() ?? 0;
        }

        return (int)(up ? Math.Ceiling(total * percent / 100.0) : Math.Floor(total * percent / 100.0));
    }

    private bool Roll(JsonObject deployment, List<JsonObject> sets, JsonObject? current, bool paused)
    {
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        var (surge, unavailable) = Bounds(deployment);
        var recreate = deployment.Text("spec", "strategy", "type") == "Recreate";
        if (current is null)
        {
            return false;
        }

        var have = current.Whole("spec", "replicas") ?? 0;
        if (have > wanted)
        {
            return Scale(deployment, current, wanted);
        }

        if (paused)
        {
            return have < wanted && Scale(deployment, current, wanted);
        }

        if (recreate)
        {
            return EndOld(deployment, sets, current) || (have < wanted && Scale(deployment, current, wanted));
        }

        var all = sets.Sum(set => set.Whole("spec", "replicas") ?? 0);
        var room = wanted + surge - all;
        if (have < wanted && room > 0)
        {
            return Scale(deployment, current, have + Math.Min(room, wanted - have));
        }

        return ShrinkOld(deployment, sets, current, wanted - unavailable);
    }

    private bool ShrinkOld(JsonObject deployment, List<JsonObject> sets, JsonObject current, int atLeast)
    {
        var old = sets.Where(set => set.Uid() != current.Uid() && set.Whole("spec", "replicas") > 0).OrderBy(set => set.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).ToList();
        var all = sets.Sum(set => set.Whole("spec", "replicas") ?? 0);
        var failing = (current.Whole("spec", "replicas") ?? 0) - (current.Whole("status", "availableReplicas") ?? 0);
        var spare = all - atLeast - failing;
        if (old.Count == 0 || spare <= 0)
        {
            return false;
        }

        var shrunk = false;
        // Old pods that do not serve anyway go first; then as many as availability allows.
        foreach (var set in old)
        {
            var idle = Math.Min(spare, Math.Max(0, (set.Whole("spec", "replicas") ?? 0) - (set.Whole("status", "availableReplicas") ?? 0)));
            if (idle > 0 && Scale(deployment, set, set.Whole("spec", "replicas")!.Value - idle))
            {
                (spare, shrunk) = (spare - idle, true);
            }
        }

        var serving = sets.Sum(set => set.Whole("status", "availableReplicas") ?? 0) - atLeast;
        foreach (var set in SetsOf(deployment).Where(set => old.Exists(one => one.Uid() == set.Uid())))
        {
            var less = Math.Min(serving, set.Whole("spec", "replicas") ?? 0);
            if (less > 0 && Scale(deployment, set, set.Whole("spec", "replicas")!.Value - less))
            {
                (serving, shrunk) = (serving - less, true);
            }
        }

        return shrunk;
    }

    /// <summary>Takes every old pod down. True while one is left.</summary>
    private bool EndOld(JsonObject deployment, List<JsonObject> sets, JsonObject? current)
    {
        var old = sets.Where(set => set.Uid() != current?.Uid()).ToList();
        foreach (var set in old.Where(set => set.Whole("spec", "replicas") > 0))
        {
            Scale(deployment, set, 0);
        }

        return old.Exists(set => desk.PodsOf(set).Count > 0);
    }

    private bool Scale(JsonObject deployment, JsonObject set, int replicas)
    {
        var changed = set.Copy();
        var before = set.Whole("spec", "replicas") ?? 0;
        changed.Ensure("spec")["replicas"] = replicas;
        Annotate(changed, deployment);
        desk.Server.Control(ResourceKind.ReplicaSet, changed);
        desk.Events.Normal(deployment, "ScalingReplicaSet", $"Scaled {(replicas > before ? "up" : "down")} replica set {set.Name()} to {replicas}", "deployment-controller");
        return true;
    }

    private void MakeSet(JsonObject deployment, List<JsonObject> sets)
    {
        var template = deployment.Child("spec", "template")!;
        var hash = ControllerDesk.Hash(template);
        var (surge, _) = Bounds(deployment);
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        var room = deployment.Text("spec", "strategy", "type") == "Recreate" ? wanted : Math.Max(0, wanted + surge - sets.Sum(set => set.Whole("spec", "replicas") ?? 0));
        var labelled = template.Copy();
        labelled.Ensure("metadata").Ensure("labels")[HashLabel] = hash;
        var selector = deployment.Child("spec", "selector")!.Copy();
        selector.Ensure("matchLabels")[HashLabel] = hash;
        var set = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Namespace(),
                ["labels"] = labelled.At("metadata", "labels")!.DeepClone(),
                ["ownerReferences"] = new JsonArray(ControllerDesk.Reference(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = Math.Min(room, wanted), ["selector"] = selector, ["template"] = labelled },
        };
        if (deployment.At("spec", "minReadySeconds") is { } least)
        {
            set.Ensure("spec")["minReadySeconds"] = least.DeepClone();
        }

        Annotate(set, deployment);
        set.Ensure("metadata").Ensure("annotations")[Revision] = Next(sets);
        var made = desk.Server.Create(ResourceKind.ReplicaSet, set, dryRun: false, ControllerDesk.Manager);
        desk.Events.Normal(deployment, "ScalingReplicaSet", $"Scaled up replica set {made.Name()} to {made.Whole("spec", "replicas")}", "deployment-controller");
        DeploymentStatus.Put(desk, Mark(deployment, made), SetsOf(deployment), made, $"Created new replica set \"{made.Name()}\"");
    }

    /// <summary>A set that is the current one carries the highest revision, also when it is an older one come back.</summary>
    private JsonObject Promote(JsonObject deployment, JsonObject set, List<JsonObject> sets)
    {
        var mine = Number(set);
        if (sets.Exists(other => Number(other) > mine))
        {
            var changed = set.Copy();
            changed.Ensure("metadata").Ensure("annotations")[Revision] = Next(sets);
            set = desk.Server.Control(ResourceKind.ReplicaSet, changed);
        }

        Mark(deployment, set);
        return set;
    }

    private JsonObject Mark(JsonObject deployment, JsonObject set)
    {
        var marked = deployment.Copy();
        marked.Ensure("metadata").Ensure("annotations")[Revision] = set.Text("metadata", "annotations", Revision);
        return desk.Server.Control(ResourceKind.Deployment, marked);
    }

    private void Tidy(JsonObject deployment, List<JsonObject> sets, JsonObject current)
    {
        var old = sets.Where(set => set.Uid() != current.Uid() && set.Whole("spec", "replicas") == 0 && (set.Whole("status", "replicas") ?? 0) == 0).OrderBy(Number).ToList();
        foreach (var set in old.Take(Math.Max(0, old.Count - (deployment.Whole("spec", "revisionHistoryLimit") ?? 10))))
        {
            desk.Server.Remove(ResourceKind.ReplicaSet, set);
        }
    }

    private List<JsonObject> SetsOf(JsonObject deployment) => [.. desk.Server.Store.Owned(deployment.Uid(), ResourceKind.ReplicaSet).OrderBy(Number)];

    private static void Annotate(JsonObject set, JsonObject deployment)
    {
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        var annotations = set.Ensure("metadata").Ensure("annotations");
        annotations["deployment.kubernetes.io/desired-replicas"] = wanted.ToString(CultureInfo.InvariantCulture);
        annotations["deployment.kubernetes.io/max-replicas"] = (wanted + Bounds(deployment).Surge).ToString(CultureInfo.InvariantCulture);
    }

    private static string Next(List<JsonObject> sets) => (sets.Select(Number).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);

    private static int Number(JsonObject set) => int.TryParse(set.Text("metadata", "annotations", Revision), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static JsonObject? TemplateOf(JsonObject set)
    {
        var template = set.Child("spec", "template")?.Copy();
        template?.Child("metadata", "labels")?.Remove(HashLabel);
        return template;
    }
}
