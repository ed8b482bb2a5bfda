using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Why containers wait and how they ended, as the cluster says it: <c>CreateContainerConfigError: secret "db" not found</c>.</summary>
internal static class ContainerSymptoms
{
    // A container that ended with these was told to: by a signal that asks it to end.
    private static readonly HashSet<long> Orderly = [0, 143];

    /// <summary>The symptoms, by pod.</summary>
    public static IEnumerable<Symptom> Of(EvidenceSet evidence) => (evidence.Of(ResourceKind.Pod) ?? []).Where(pod => !pod.IsTerminating()).SelectMany(OfPod);

    private static IEnumerable<Symptom> OfPod(JsonObject pod)
    {
        foreach (var container in pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses")))
        {
            // A container that is made, or waits for those before it, is on its way.
            if (container.Child("state", "waiting") is { } waiting && waiting.Text("reason") is not (null or "ContainerCreating" or "PodInitializing"))
            {
                yield return On(pod, container, SymptomPlace.ContainerWaiting, Text(waiting));
            }

            var ended = Fell(container.Child("state", "terminated")) ?? (IsWell(container) ? null : Fell(container.Child("lastState", "terminated")));
            if (ended is not null)
            {
                yield return On(pod, container, SymptomPlace.ContainerTerminated, Text(ended));
                yield return On(pod, container, SymptomPlace.ContainerTerminated, $"exit code {ended.Number("exitCode") ?? 0}");
            }
        }
    }

    // Killed for its memory it may be up again a second later, and still it will happen again.
    private static bool IsWell(JsonObject container) => container.Flag("ready") == true && container.Text("lastState", "terminated", "reason") != "OOMKilled";

    private static JsonObject? Fell(JsonObject? ended) => ended is not null && (!Orderly.Contains(ended.Number("exitCode") ?? 0) || ended.Text("reason") == "OOMKilled") ? ended : null;

    private static string Text(JsonObject state) => Printable.OneLine(state.Text("message") is { Length: > 0 } message ? $"{state.Text("reason")}: {message}" : state.Text("reason") ?? "");

    private static Symptom On(JsonObject pod, JsonObject container, SymptomPlace place, string text) =>
        new(place, ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), text) { Namespace = pod.Namespace(), Pod = pod.Name(), Container = container.Text("name") };
}
