using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Istio.Revisions;

namespace Mesh.Core.Istio.Injection;

/// <summary>Injection as the report has it.</summary>
internal static class InjectionJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "injection";

    public static JsonObject Of(SeenInjection seen, IEnumerable<string> notEvaluated) => new()
    {
        ["webhooks"] = List(seen.Injectors.Hooks, hook => new JsonObject
        {
            ["webhook"] = hook.Name, ["configuration"] = hook.Configuration, ["revision"] = hook.Revision, ["tag"] = hook.Tag, ["failurePolicy"] = hook.IsPassedOver ? "Ignore" : "Fail", ["fault"] = seen.Injectors.FaultOf(hook),
        }),
        ["namespaces"] = List(seen.Namespaces, one => new JsonObject { ["namespace"] = one.Key, ["labels"] = InjectionLabels.Of(one.Value).ToString() }),
        ["workloads"] = List(seen.Workloads, Workload),
        ["restarts"] = List(seen.Restarts, one => new JsonObject { ["namespace"] = one.Live.Namespace, ["workload"] = one.Live.Name }),
        ["notEvaluated"] = new JsonArray([.. notEvaluated.Select(text => JsonValue.Create(text))]),
    };

    private static JsonObject Workload(JudgedWorkload one) => new()
    {
        ["namespace"] = one.Live.Namespace, ["workload"] = one.Live.Name, ["wanted"] = one.Decision.IsWanted, ["injects"] = one.Decision.Injects, ["why"] = one.Decision.Why,
        ["server"] = new JsonObject { ["proxy"] = one.Proof.Pod?.HasProxy, ["image"] = one.Proof.Pod?.Image, ["native"] = one.Proof.Pod?.IsNative, ["revision"] = one.Proof.Pod?.Revision, ["refusal"] = one.Proof.Refusal, ["notAsked"] = one.Proof.NotAsked },
        ["pods"] = List(one.Live.Pods, pod => new JsonObject
        {
            ["pod"] = pod.Name, ["created"] = pod.Created?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["proxy"] = pod.Proxy.HasProxy, ["image"] = pod.Proxy.Image, ["native"] = pod.Proxy.IsNative, ["revision"] = pod.Proxy.Revision,
        }),
        ["findings"] = new JsonArray([.. one.Troubles.Select(trouble => JsonValue.Create(trouble.Kind.Code))]),
    };

    private static JsonArray List<T>(IEnumerable<T> all, Func<T, JsonObject> one) => [.. all.Select(one)];
}
