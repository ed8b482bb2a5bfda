using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Warnings of the cluster about what still is as they say: each message of an object once, counted.</summary>
internal static class EventSymptoms
{
    /// <summary>The symptoms, by object and message.</summary>
    public static IEnumerable<Symptom> Of(EvidenceSet evidence)
    {
        var well = Well(evidence);
        return (evidence.Of(ResourceKind.Event) ?? [])
            .Where(heard => heard.Text("type") == "Warning" && !well.Contains(Subject(heard)))
            .Select(heard => (Heard: heard, Subject: Subject(heard), Text: Printable.OneLine(heard.Text("message") ?? "")))
            // "Error: ImagePullBackOff" only repeats the state of the pod.
            .Where(one => one.Text.Length > 0 && !(one.Text.StartsWith("Error: ", StringComparison.Ordinal) && !one.Text.AsSpan(7).Contains(' ')))
            .GroupBy(one => (one.Subject, one.Text))
            .Select(same => Of(same.First().Heard, same.Key.Subject, same.Key.Text, (int)Math.Min(int.MaxValue, same.Sum(one => Count(one.Heard)))));
    }

    /// <summary>What an event is about, as people write it.</summary>
    public static string Subject(JsonObject heard)
    {
        var (kind, ns, name) = (heard.Text("involvedObject", "kind") ?? "object", heard.Text("involvedObject", "namespace"), heard.Text("involvedObject", "name") ?? "");
        return $"{Printable.OneLine(kind.ToLowerInvariant())}/{Printable.OneLine(name)}{(string.IsNullOrEmpty(ns) ? "" : $" in {Printable.OneLine(ns)}")}";
    }

    // A pod that could not be pulled yesterday and is ready today has its events still. So has one that is gone: nothing is as they say.
    private static HashSet<string> Well(EvidenceSet evidence)
    {
        var well = new HashSet<string>(StringComparer.Ordinal);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in evidence.Of(ResourceKind.Pod) ?? [])
        {
            var subject = ResourceKind.Pod.Describe(pod.Namespace(), pod.Name());
            there.Add(subject);
            if (pod.IsTerminating() || pod.Text("status", "phase") == "Succeeded" || pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True"))
            {
                well.Add(subject);
            }
        }

        well.UnionWith((evidence.Of(ResourceKind.Event) ?? []).Where(heard => heard.Text("involvedObject", "kind") == "Pod").Select(Subject).Where(subject => !there.Contains(subject)));
        foreach (var kind in new[] { ResourceKind.ReplicaSet, ResourceKind.StatefulSet, ResourceKind.DaemonSet, ResourceKind.Deployment })
        {
            well.UnionWith((evidence.Of(kind) ?? []).Where(HasAll).Select(item => kind.Describe(item.Namespace(), item.Name())));
        }

        return well;
    }

    private static bool HasAll(JsonObject workload) => (workload.Number("status", "replicas") ?? workload.Number("status", "currentNumberScheduled") ?? 0) >= (workload.Number("spec", "replicas") ?? workload.Number("status", "desiredNumberScheduled") ?? 1);

    private static long Count(JsonObject heard) => Math.Max(1, heard.Number("series", "count") ?? heard.Number("count") ?? 1);

    private static Symptom Of(JsonObject heard, string subject, string text, int count)
    {
        var pod = heard.Text("involvedObject", "kind") == "Pod" ? heard.Text("involvedObject", "name") : null;
        var field = heard.Text("involvedObject", "fieldPath");
        return new(SymptomPlace.Event, subject, text)
        {
            Namespace = heard.Text("involvedObject", "namespace"), Pod = pod, Count = count,
            // spec.containers{app}
            Container = field?.Split('{', '}') is [_, { Length: > 0 } container, ..] ? container : null,
        };
    }
}
