using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>
/// Waits for rollouts by watch, never by polling, and ends early when a pod of the newest template cannot start for a reason that time does not cure.
/// Pods of earlier templates are only mentioned. The API server may go away and come back meanwhile.
/// </summary>
/// <remarks>A Deployment's own progress deadline ends nothing: the time limit given here counts. The rights it needs are <see cref="RolloutRights.ToWait"/>.</remarks>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where progress, notes and findings go.</param>
/// <param name="time">The clock.</param>
/// <param name="policy">How long trouble may last; null for the defaults.</param>
public sealed class RolloutWatcher(ICluster cluster, RunJournal journal, TimeProvider time, RolloutPolicy? policy = null)
{
    private readonly RolloutPolicy policy = policy ?? new RolloutPolicy();

    /// <summary>Waits for several rollouts at the same time, a few at once, in the given order. The first that fails ends the wait for all; where the others stood is noted.</summary>
    /// <param name="workloads">Which.</param>
    /// <param name="timeout">The time limit of each.</param>
    /// <param name="since">When their change was begun; null for now.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="WaitAsync"/>.</exception>
    public Task WaitAllAsync(IReadOnlyList<WorkloadRef> workloads, TimeSpan timeout, DateTimeOffset? since, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            workloads,
            new ParallelOptions { MaxDegreeOfParallelism = policy.Concurrency, CancellationToken = cancellation },
            async (workload, stop) => await WaitAsync(workload, 0, timeout, since, stop));

    /// <summary>Waits until the controller has observed the newest generation, every wanted pod is updated and available, and no old one is counted any more.</summary>
    /// <param name="workload">Which.</param>
    /// <param name="minGeneration">The generation that the change made, as the server answered it; 0 for the one the workload has now.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="since">When the change was begun, to tell its events from older ones; null for now.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Where the rollout stands at its end.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.RolloutFailed"/> when a new pod cannot start; the finding in the journal holds the last log lines.
    /// <see cref="ExitCode.TimeLimit"/> at the time limit, naming what was missing. <see cref="ExitCode.NoInput"/> when the workload is not there or is deleted meanwhile.
    /// <see cref="ExitCode.Unavailable"/> when no server answers for longer than <see cref="RolloutPolicy.ServerPatience"/>.</exception>
    public async Task<RolloutStatus> WaitAsync(WorkloadRef workload, long minGeneration, TimeSpan timeout, DateTimeOffset? since, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var patience = timeout < policy.ServerPatience ? timeout : policy.ServerPatience;
        var first = await Patiently.RunAsync(token => cluster.GetAsync(workload.Kind.Resource(), workload.Namespace, workload.Name, token), patience, time, cancellation)
            ?? throw new MeshException(ExitCode.NoInput, $"{workload} is not there", "Check its name and namespace, and whether somebody deleted it");
        var state = new RolloutState(workload, first, minGeneration, since ?? time.GetUtcNow(), journal.Note);

        var last = "";
        try
        {
            await using var feed = new WatchFeed(cluster, WatchedFor(workload, first), patience, time, cancellation);
            return await FollowAsync(workload, state, feed, started, timeout, text => Tell(last = text, finished: false), cancellation);
        }
        catch (OperationCanceledException)
        {
            Tell($"no longer waited for: {last}", finished: true);
            throw;
        }
        catch (MeshException error)
        {
            Tell(Fields.OneLine(error.Reason.Replace($"{workload}: ", "", StringComparison.Ordinal)), finished: true);
            throw;
        }

        void Tell(string text, bool finished) => journal.Progress(workload.ToString(), text, finished);
    }

    private static (ResourceKind Kind, ListQuery Query)[] WatchedFor(WorkloadRef workload, JsonObject first)
    {
        var ns = workload.Namespace;
        var selector = LabelSelector.Of(first.Child("spec", "selector")).ToString();
        return
        [
            (workload.Kind.Resource(), new ListQuery(ns, FieldSelector: $"metadata.name={workload.Name}")),
            (ResourceKind.Pod, new ListQuery(ns, selector)),
            workload.Kind == WorkloadKind.Deployment
                ? (ResourceKind.ReplicaSet, new ListQuery(ns, selector))
                : (ResourceKind.Event, new ListQuery(ns, FieldSelector: $"involvedObject.name={workload.Name}")),
        ];
    }

    private async Task<RolloutStatus> FollowAsync(
        WorkloadRef workload, RolloutState state, WatchFeed feed, long started, TimeSpan timeout, Action<string> tell, CancellationToken cancellation)
    {
        var clock = new TroubleClock(policy);
        var told = "";
        while (true)
        {
            var now = time.GetElapsedTime(started);
            var status = state.Status;
            if (status.Done)
            {
                journal.Progress(workload.ToString(), status.Text, finished: true);
                return status;
            }

            clock.Update(state.Troubles(), now);
            if (clock.Fatal(now) is { } trouble)
            {
                throw await FailedAsync(workload, trouble, state.Fresh.FirstOrDefault(pod => pod.Name() == trouble.Pod), cancellation);
            }

            if (now >= timeout)
            {
                throw await LateAsync(workload, state, status, timeout, cancellation);
            }

            var next = clock.NextDue is { } due && due < timeout ? due : timeout;
            feed.WakeAfter(() => next - time.GetElapsedTime(started));
            var text = string.Join("; ", clock.Present.Take(1).Select(present => present.Text).Prepend(status.Text));
            if (text != told)
            {
                tell(told = text);
            }

            await feed.ReadAsync(state.Apply, cancellation);
        }
    }

    private async Task<MeshException> FailedAsync(WorkloadRef workload, PodTrouble trouble, JsonObject? failing, CancellationToken cancellation)
    {
        var evidence = new RolloutEvidence(cluster, journal, time, policy);
        // Whoever begins to look late sees the back-off only; what the registry said is in an event.
        if (trouble is { Reason: "ImagePullBackOff", Pod: { } pod } && !trouble.Message.Contains("(before: ", StringComparison.Ordinal)
            && await evidence.WarningAsync(workload.Namespace, pod, cancellation) is { } warning)
        {
            trouble = trouble with { Message = $"{trouble.Message} (before: {warning})" };
        }

        var logs = await evidence.LogsAsync(workload.Namespace, trouble, cancellation);
        var known = journal.Explains?.Explain(RolloutMessages.Of(workload, trouble, logs), failing);
        journal.Find(trouble.Kind.On(workload.ToString(), string.Join('\n', logs.Prepend(trouble.Text))).Because(known));
        var lastLine = logs.Count == 0 ? "" : $": {logs[^1]}";
        return new MeshException(ExitCode.RolloutFailed, $"{workload}: {trouble.Text}{lastLine}{RolloutMessages.Cause(known)}", known?.Remedy ?? trouble.Kind.Remedy);
    }

    private async Task<MeshException> LateAsync(WorkloadRef workload, RolloutState state, RolloutStatus status, TimeSpan timeout, CancellationToken cancellation)
    {
        var missing = new List<string> { $"{status.Text} after {TimeLimit.Format(timeout)}" };
        Finding? known = null;
        var waiting = state.Fresh.FirstOrDefault(pod => !PodStanding.IsReady(pod));
        if (waiting is not null)
        {
            var evidence = new RolloutEvidence(cluster, journal, time, policy);
            var warning = await evidence.WarningAsync(workload.Namespace, waiting.Name(), cancellation);
            known = journal.Explains?.Explain(RolloutMessages.Of(workload, waiting, warning, await evidence.UnreadyLogAsync(workload.Namespace, waiting, cancellation)), waiting);
            missing.Add($"pod {waiting.Name()} {PodStanding.Of(waiting)}{(warning is null ? "" : $" ({warning})")}");
        }

        // A StatefulSet replaces one pod after the other and waits for an old one that is broken, too.
        var old = state.Stale.Select(PodTrouble.Of).FirstOrDefault(trouble => trouble is not null);
        if (old is not null)
        {
            missing.Add($"old {old.Text}");
        }

        if (state.Workload.Condition("Progressing")?.Text("reason") == "ProgressDeadlineExceeded")
        {
            missing.Add("the deployment's own progress deadline has passed");
        }

        var look = (waiting?.Name() ?? old?.Pod) is { } pod ? $"pod/{pod}" : workload.ShortName;
        return new MeshException(
            ExitCode.TimeLimit, $"{workload}: {string.Join("; ", missing)}{RolloutMessages.Cause(known)}", known?.Remedy ?? $"Look at kubectl describe {look} --namespace {workload.Namespace} --context {cluster.Context}, or raise --timeout");
    }
}
