using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// What the watches have told so far about one rollout.
internal sealed class RolloutState(WorkloadRef workload, JsonObject first, long minGeneration, DateTimeOffset since, Action<string> note)
{
    private readonly Dictionary<string, JsonObject> pods = [];
    private readonly Dictionary<string, JsonObject> replicaSets = [];
    private readonly Dictionary<string, JsonObject> events = [];
    private JsonObject? failedCreate;

    public JsonObject Workload { get; private set; } = first;

    public RolloutStatus Status => RolloutStatus.Of(workload.Kind, Workload, minGeneration);

    public IReadOnlyList<JsonObject> Fresh => NewPods.Of(workload.Kind, Workload, replicaSets.Values, pods.Values);

    public IEnumerable<JsonObject> Stale
    {
        get
        {
            var fresh = Fresh.Select(pod => pod.Uid()).ToHashSet();
            return pods.Values.Where(pod => !fresh.Contains(pod.Uid()) && !pod.IsTerminating());
        }
    }

    // Keyed so that a clock can tell a lasting trouble from a new one.
    public IEnumerable<KeyValuePair<string, PodTrouble>> Troubles()
    {
        foreach (var pod in Fresh)
        {
            if (PodTrouble.Of(pod) is { } trouble)
            {
                yield return new($"{pod.Uid()}/{trouble.Container}", trouble);
            }
        }

        if (Creation() is { } creation)
        {
            yield return new("creation", creation);
        }
    }

    public void Apply(ResourceKind kind, WatchEvent change)
    {
        if (kind == ResourceKind.Pod)
        {
            Keep(pods, change);
        }
        else if (kind == ResourceKind.ReplicaSet)
        {
            Keep(replicaSets, change);
        }
        else if (kind == ResourceKind.Event)
        {
            Hear(change);
        }
        else
        {
            Follow(change);
        }
    }

    private static void Keep(Dictionary<string, JsonObject> all, WatchEvent change)
    {
        if (change.Type == WatchEventType.Deleted)
        {
            all.Remove(change.Object.Uid());
        }
        else
        {
            all[change.Object.Uid()] = change.Object;
        }
    }

    private void Follow(WatchEvent change)
    {
        if (change.Object.Name() != workload.Name)
        {
            return;
        }

        if (change.Type == WatchEventType.Deleted || change.Object.Uid() != Workload.Uid())
        {
            throw new MeshException(ExitCode.NoInput, $"{workload} was deleted during the rollout", "Find out who deleted it, and deliver it again");
        }

        // A watch may begin with a state older than the one already known, when another API server answers it.
        if (change.Object.Generation() < Workload.Generation())
        {
            return;
        }

        if (change.Object.Generation() > Workload.Generation())
        {
            note(Superseded(Workload, change.Object));
        }

        Workload = change.Object;
    }

    private string Superseded(JsonObject before, JsonObject after)
    {
        var what = !JsonNode.DeepEquals(before.Child("spec", "template"), after.Child("spec", "template")) ? "its pod template was changed again by somebody else"
            : before.Number("spec", "replicas") != after.Number("spec", "replicas") ? $"it was scaled from {before.Number("spec", "replicas")} to {after.Number("spec", "replicas")}"
            : "it was changed by somebody else";
        return $"{workload}: {what} during the rollout (generation {before.Generation()} to {after.Generation()}); waiting for the newest";
    }

    // A ReplicaSet says in a condition that its pods are refused; the other controllers say it in events only.
    private PodTrouble? Creation()
    {
        if (workload.Kind == WorkloadKind.Deployment)
        {
            var refused = NewPods.ReplicaSetOf(Workload, replicaSets.Values)?.Condition("ReplicaFailure");
            var progress = Workload.Condition("Progressing");
            return refused?.Text("status") == "True" && refused.Text("reason") == "FailedCreate" ? Trouble(refused)
                : progress?.Text("status") == "False" && progress.Text("reason") == "ReplicaSetCreateError" ? Trouble(progress)
                : null;
        }

        // The pods themselves are counted: a StatefulSet whose pods are refused does not even bring its status up to date.
        var wanted = workload.Kind == WorkloadKind.StatefulSet ? Workload.Number("spec", "replicas") ?? 1 : Workload.Number("status", "desiredNumberScheduled") ?? 0;
        var created = pods.Values.Count(pod => pod.ControllerUid() == Workload.Uid() && !pod.IsTerminating()) >= wanted;
        if (created)
        {
            failedCreate = null;
        }

        return failedCreate is null ? null : Trouble(failedCreate);
    }

    // Events stay for an hour: one counts only when it is not older than this rollout, or is raised again before our eyes (whatever the server's clock says).
    private void Hear(WatchEvent change)
    {
        var (heard, uid) = (change.Object, change.Object.Uid());
        if (change.Type == WatchEventType.Deleted || heard.Text("reason") != "FailedCreate" || heard.Text("involvedObject", "uid") != Workload.Uid())
        {
            return;
        }

        var again = events.TryGetValue(uid, out var before) && When(heard) != When(before);
        if (again || When(heard) >= since - TimeSpan.FromSeconds(1))
        {
            failedCreate = heard;
        }

        events[uid] = heard;
    }

    private static DateTimeOffset? When(JsonObject heard) =>
        heard.Time("series", "lastObservedTime") ?? heard.Time("lastTimestamp") ?? heard.Time("eventTime") ?? heard.Time("metadata", "creationTimestamp");

    private static PodTrouble Trouble(JsonObject source) => new(Catalogue.PodCreation, null, null, source.Text("reason") ?? "FailedCreate", Fields.OneLine(source.Text("message")));
}
