using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>What all workload controllers need: the store, events, pods from a template, and a second look later.</summary>
internal sealed class ControllerDesk(ApiServer server, Events events, ScenarioTimings timings, Action<JsonObject, TimeSpan> lookAgain)
{
    public const string Manager = "kube-controller-manager";

    private readonly Dictionary<string, (DateTimeOffset Until, string Message)> refusals = [];

    public ApiServer Server => server;

    public Events Events => events;

    public void LookAgain(JsonObject item, TimeSpan delay) => lookAgain(item, delay);

    private TimeSpan Pause => timings.BackOff > TimeSpan.Zero ? timings.BackOff : TimeSpan.FromSeconds(1);

    public List<JsonObject> PodsOf(JsonObject owner) => [.. server.Store.Owned(owner.Uid(), ResourceKind.Pod).OrderBy(pod => pod.Name(), StringComparer.Ordinal)];

    public static bool IsActive(JsonObject pod) => !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    public static bool IsReady(JsonObject pod) => Conditions.Find(pod["status"], "Ready").Text("status") == "True";

    /// <summary>Whether a pod has been ready for so long; when it is ready and has not, the owner is looked at again by then.</summary>
    public bool IsAvailable(JsonObject pod, JsonObject owner)
    {
        if (!IsReady(pod))
        {
            return false;
        }

        var least = TimeSpan.FromSeconds(owner.Whole("spec", "minReadySeconds") ?? 0);
        var since = Time(Conditions.Find(pod["status"], "Ready").Text("lastTransitionTime")) ?? server.Clock.Now;
        if (least == TimeSpan.Zero || since + least <= server.Clock.Now)
        {
            return true;
        }

        lookAgain(owner, since + least - server.Clock.Now + TimeSpan.FromMilliseconds(1));
        return false;
    }

    /// <summary>Makes a pod. What the server has against it, or null. After a refusal it pauses before it asks again, and has the owner looked at then.</summary>
    public string? MakePod(JsonObject owner, Action<JsonObject> shape)
    {
        if (refusals.TryGetValue(owner.Uid(), out var last) && server.Clock.Now < last.Until)
        {
            return last.Message;
        }

        refusals.Remove(owner.Uid());
        var template = owner.Child("spec", "template") ?? [];
        var metadata = new JsonObject
        {
            ["generateName"] = owner.Name() + "-",
            ["namespace"] = owner.Namespace(),
            ["labels"] = template.At("metadata", "labels")?.DeepClone(),
            ["annotations"] = template.At("metadata", "annotations")?.DeepClone(),
            ["ownerReferences"] = new JsonArray(Reference(owner)),
        };
        var pod = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone() };
        foreach (var empty in metadata.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            metadata.Remove(empty);
        }

        shape(pod);
        try
        {
            var made = server.Create(ResourceKind.Pod, pod, dryRun: false, Manager);
            events.Normal(owner, "SuccessfulCreate", owner.Text("kind") == "StatefulSet"
                ? $"create Pod {made.Name()} in StatefulSet {owner.Name()} successful"
                : $"Created pod: {made.Name()}", ComponentOf(owner));
            return null;
        }
        catch (MeshException refused) when (refused.InnerException is ApiException answer)
        {
            events.Warning(owner, "FailedCreate", $"Error creating: {answer.Message}", ComponentOf(owner));
            refusals[owner.Uid()] = (server.Clock.Now + Pause, answer.Message);
            lookAgain(owner, Pause);
            return answer.Message;
        }
    }

    public void EndPod(JsonObject owner, JsonObject pod)
    {
        server.Remove(ResourceKind.Pod, pod);
        events.Normal(owner, "SuccessfulDelete", owner.Text("kind") == "StatefulSet"
            ? $"delete Pod {pod.Name()} in StatefulSet {owner.Name()} successful"
            : $"Deleted pod: {pod.Name()}", ComponentOf(owner));
    }

    public void PutStatus(ResourceKind kind, JsonObject item, JsonObject status)
    {
        var changed = item.Copy();
        changed["status"] = status;
        server.Control(kind, changed);
    }

    public static JsonObject Reference(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    public static DateTimeOffset? Time(string? stamp) =>
        DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A hash of a template: equal for equal templates, whatever the order of their keys.</summary>
    public static string Hash(JsonNode? template)
    {
        return NameMaker.Hash(Sorted(template)?.ToJsonString() ?? "");

        static JsonNode? Sorted(JsonNode? node) => node switch
        {
            JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
    }

    private static string ComponentOf(JsonObject owner) => owner.Text("kind") switch
    {
        "ReplicaSet" => "replicaset-controller",
        "StatefulSet" => "statefulset-controller",
        _ => "daemonset-controller",
    };
}
