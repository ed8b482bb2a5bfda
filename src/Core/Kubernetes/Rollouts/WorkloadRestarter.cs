using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>
/// Restarts workloads: sets the annotation kubectl.kubernetes.io/restartedAt in their pod templates and nothing else, and waits for the rollouts.
/// What cannot be restarted is found before the first change.
/// </summary>
/// <remarks>In a dry run it reads and refuses as otherwise, shows each change, asks the server about it, and waits for nothing.</remarks>
/// <param name="cluster">The cluster.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where progress, notes and findings go.</param>
/// <param name="time">The clock.</param>
/// <param name="policy">How long trouble may last, and how many restart at once; null for the defaults.</param>
public sealed class WorkloadRestarter(ICluster cluster, ChangeGate gate, RunJournal journal, TimeProvider time, RolloutPolicy? policy = null)
{
    private readonly RolloutPolicy policy = policy ?? new RolloutPolicy();

    /// <summary>Restarts workloads, a few at once, in the given order. The first failure decides: no further one is begun, and where the others stood is noted.</summary>
    /// <param name="workloads">Which; one named twice is restarted once.</param>
    /// <param name="timeout">The time limit of each rollout.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when one is not there; <see cref="ExitCode.Configuration"/> when one is paused, or its update strategy
    /// (OnDelete, a partition above all replicas) would keep every pod as it is, all of them named at once; <see cref="ExitCode.Refused"/> or <see cref="ExitCode.Forbidden"/> as the server
    /// answers the patch; then as for <see cref="RolloutWatcher.WaitAsync"/>.</exception>
    public async Task RestartAsync(IReadOnlyList<WorkloadRef> workloads, TimeSpan timeout, CancellationToken cancellation)
    {
        var targets = await ReadAsync(workloads, cancellation);
        var value = RestartPatch.ValueAt(time.GetUtcNow());
        if (gate.DryRun != DryRun.Off)
        {
            foreach (var (workload, found) in targets)
            {
                await ChangeAsync(workload, found, value, cancellation);
            }

            journal.Summarize($"{Count(targets.Count)} would be restarted");
            return;
        }

        var watcher = new RolloutWatcher(cluster, journal, time, policy);
        var begun = new ConcurrentDictionary<WorkloadRef, bool>();
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = policy.Concurrency, CancellationToken = cancellation };
            await Parallel.ForEachAsync(targets, options, async (target, stop) =>
            {
                begun[target.Workload] = true;
                var since = time.GetUtcNow();
                // A failure elsewhere stops the wait, never a patch under way.
                var generation = await ChangeAsync(target.Workload, target.Found, value, cancellation);
                var status = await watcher.WaitAsync(target.Workload, generation, timeout, since, stop);
                if (status.Wanted == 0)
                {
                    journal.Note($"{target.Workload}: {status.Text}");
                }
            });
        }
        catch (MeshException) when (targets.Exists(target => !begun.ContainsKey(target.Workload)))
        {
            journal.Note($"not restarted: {string.Join(", ", targets.Select(target => target.Workload).Where(workload => !begun.ContainsKey(workload)))}");
            throw;
        }

        journal.Summarize($"{Count(targets.Count)} restarted");
    }

    private async Task<List<(WorkloadRef Workload, JsonObject Found)>> ReadAsync(IReadOnlyList<WorkloadRef> workloads, CancellationToken cancellation)
    {
        var targets = new List<(WorkloadRef Workload, JsonObject Found)>();
        foreach (var workload in workloads.Distinct())
        {
            var found = await cluster.GetAsync(workload.Kind.Resource(), workload.Namespace, workload.Name, cancellation);
            targets.Add(found is null || found.IsTerminating()
                ? throw new MeshException(ExitCode.NoInput, $"{workload} {(found is null ? "is not there" : "is being deleted")}", "Check its name and namespace; nothing was restarted")
                : (workload, found));
        }

        var refusals = targets.Select(target => RestartRefusal.Of(target.Workload, target.Found)).OfType<string>().ToList();
        return refusals.Count == 0
            ? targets
            : throw new MeshException(
                ExitCode.Configuration, string.Join("; ", refusals), "Resume it or change its update strategy first, or leave it out; nothing was restarted");
    }

    private async Task<long> ChangeAsync(WorkloadRef workload, JsonObject found, string value, CancellationToken cancellation)
    {
        long generation = 0;
        await gate.PassAsync(
            new Change
            {
                Target = "cluster",
                Subject = workload.ToString(),
                Action = "restart",
                Diff = RestartPatch.Diff(RestartPatch.ValueOf(found), value),
                Undo = $"kubectl rollout undo {workload.ShortName} --namespace {workload.Namespace} --context {cluster.Context}",
                Ask = token => PatchAsync(workload, found, value, dryRun: true, token),
                Execute = async token => generation = (await PatchSurelyAsync(workload, found, value, token)).Generation(),
            },
            cancellation);
        return generation;
    }

    // A patch whose answer got lost may have been made all the same; its own value in the annotation tells. Until the server is back nobody can know.
    private async Task<JsonObject> PatchSurelyAsync(WorkloadRef workload, JsonObject found, string value, CancellationToken cancellation)
    {
        var answerLost = false;
        return await Patiently.RunAsync(
            async token =>
            {
                if (answerLost && await cluster.GetAsync(workload.Kind.Resource(), workload.Namespace, workload.Name, token) is { } present
                    && present.Uid() == found.Uid() && RestartPatch.ValueOf(present) == value)
                {
                    return present;
                }

                answerLost = true;
                return await PatchAsync(workload, found, value, dryRun: false, token);
            },
            policy.ServerPatience,
            time,
            cancellation);
    }

    private Task<JsonObject> PatchAsync(WorkloadRef workload, JsonObject found, string value, bool dryRun, CancellationToken cancellation) =>
        cluster.PatchAsync(workload.Kind.Resource(), workload.Namespace, workload.Name, PatchType.Merge, RestartPatch.Body(found.Uid(), value), dryRun, cancellation);

    private static string Count(int number) => $"{number} {(number == 1 ? "workload" : "workloads")}";
}
