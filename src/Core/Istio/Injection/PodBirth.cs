using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>Says what was not there yet, or was away, when a pod without a proxy was born.</summary>
internal static class PodBirth
{
    /// <summary>In a few words: <c>born 2026-11-21 07:50:00Z, before the label …</c>.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="hook">The webhook that would inject it now.</param>
    /// <param name="injectors">The injectors there are.</param>
    public static string Of(LivePod pod, JsonObject space, InjectorHook? hook, MeshInjectors injectors)
    {
        if (pod.Created is not { } born)
        {
            return "when it was born is not known";
        }

        var labelled = Labelled(space);
        var started = hook is null ? null : injectors.StartedOf(hook.Revision);
        return $"born {Moment(born)}, " + (
            hook?.Created is { } made && born < made ? $"before {hook.Configuration} was there ({Moment(made)})"
            : labelled is { } since && born < since ? $"before the labels of namespace {pod.Namespace} were as they are ({Moment(since)})"
            : started is { } first && born < first ? $"before any istiod that runs today started ({Moment(first)})"
            : hook?.IsPassedOver == true ? "while the injector did not answer, which failurePolicy Ignore passes over"
            : "while no webhook selected it, or before its template said what it says");
    }

    // The server keeps when each manager wrote last; whoever owns the label wrote it then at the latest.
    private static DateTimeOffset? Labelled(JsonObject space) => space.Items("metadata", "managedFields")
        .Where(entry => entry.At("fieldsV1", "f:metadata", "f:labels") is JsonObject labels && (labels.ContainsKey($"f:{MeshLabels.Injection}") || labels.ContainsKey($"f:{MeshLabels.Revision}")))
        .Select(entry => entry.Time("time")).Max();

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
