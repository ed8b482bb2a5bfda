using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Why containers wait and how they ended. The reason and the message are symptoms of their own, since signatures know one or the other.</summary>
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
                foreach (var symptom in Texts(waiting).Select(text => On(pod, container, SymptomPlace.ContainerWaiting, text)))
                {
                    yield return symptom;
                }
            }

            var ended = Fell(container.Child("state", "terminated")) ?? (IsWell(container) ? null : Fell(container.Child("lastState", "terminated")));
            foreach (var symptom in ended is null ? [] : Texts(ended).Append($"exit code {ended.Number("exitCode") ?? 0}").Select(text => On(pod, container, SymptomPlace.ContainerTerminated, text)))
            {
                yield return symptom;
            }
        }
    }

    // Killed for its memory it may be up again a second later, and still it will happen again.
    private static bool IsWell(JsonObject container) => container.Flag("ready") == true && container.Text("lastState", "terminated", "reason") != "OOMKilled";

    private static JsonObject? Fell(JsonObject? ended) => ended is not null && (!Orderly.Contains(ended.Number("exitCode") ?? 0) || ended.Text("reason") == "OOMKilled") ? ended : null;

    private static IEnumerable<string> Texts(JsonObject state) => new[] { state.Text("reason"), state.Text("message") }.OfType<string>().Select(Printable.OneLine).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal);

    private static Symptom On(JsonObject pod, JsonObject container, SymptomPlace place, string text) =>
        new(place, ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), text) { Namespace = pod.Namespace(), Pod = pod.Name(), Container = container.Text("name") };
}
