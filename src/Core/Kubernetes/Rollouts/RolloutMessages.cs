using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// What was said during a rollout that did not succeed, for those who know what failures come from.
internal static class RolloutMessages
{
    // The log comes first: what a program says of its end says more than that it has ended.
    public static IReadOnlyList<FailureMessage> Of(WorkloadRef workload, PodTrouble trouble, IEnumerable<string> logs)
    {
        var about = new FailureMessage(MessageOrigin.Log, workload.ToString(), "") { Namespace = workload.Namespace, Pod = trouble.Pod, Container = trouble.Container };
        var origin = trouble.Kind == Catalogue.Unschedulable || trouble.Kind == Catalogue.PodCreation ? MessageOrigin.Event : MessageOrigin.Waiting;
        var said = trouble.Kind == Catalogue.CrashLoop ? about with { Origin = MessageOrigin.Ended, Text = trouble.Message }
            : about with { Origin = origin, Text = origin == MessageOrigin.Event ? trouble.Message : trouble.Evidence };
        return [.. logs.Select(line => about with { Text = line }), said];
    }

    public static IReadOnlyList<FailureMessage> Of(WorkloadRef workload, JsonObject pod, string? warning, IEnumerable<string> logs)
    {
        var about = new FailureMessage(MessageOrigin.Log, workload.ToString(), "") { Namespace = workload.Namespace, Pod = pod.Name() };
        return [.. logs.Select(line => about with { Text = line }), .. warning is null ? [] : new[] { about with { Origin = MessageOrigin.Event, Text = warning } }];
    }

    // As the end of a reason: the code, under which there is a page, and the cause.
    public static string Cause(Finding? known) => known is null ? "" : $"; {known.Code}: {known.Cause}";
}
