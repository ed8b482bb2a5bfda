using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Restarts the workloads of a batch one by one, so that one which fails does not hide how the others fare, and puts them back to the template they had.</summary>
internal sealed class WorkloadMarks(UpgradeContext context)
{
    private const int AtOnce = 4;

    /// <summary>The mark of a workload's last restart; null where it has none.</summary>
    public static string? Of(ProxiedWorkload workload) => RestartPatch.ValueOf(workload.Object);

    /// <summary>Restarts them all and waits; one that was restarted since the batch began, by a run that was cut off, is only waited for: its mark is no longer the one it had then.</summary>
    /// <param name="workloads">Which.</param>
    /// <param name="batch">Their batch, with the marks that they had.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What did not roll out, with the reason.</returns>
    public Task<IReadOnlyList<string>> RestartAsync(IEnumerable<ProxiedWorkload> workloads, Batch batch, CancellationToken cancellation)
    {
        var restarter = new WorkloadRestarter(context.Cluster, context.Gate, context.Journal, context.Time);
        return EachAsync(workloads, async (one, token) =>
        {
            if (batch.Marks.TryGetValue(one.Workload.ToString(), out var mark) && mark != Of(one))
            {
                await new RolloutWatcher(context.Cluster, context.Journal, context.Time).WaitAsync(one.Workload, 0, context.BatchTimeout, batch.Started, token);
            }
            else
            {
                await restarter.RestartAsync([one.Workload], context.BatchTimeout, token);
            }
        }, cancellation);
    }

    /// <summary>
    /// Puts back the marks from before. The template is then that of the earlier pods: those that are still there stay, those that went are made anew, under the labels of now.
    /// </summary>
    /// <returns>What did not roll out, with the reason.</returns>
    public Task<IReadOnlyList<string>> PutBackAsync(IEnumerable<ProxiedWorkload> workloads, IReadOnlyDictionary<string, string?> marks, CancellationToken cancellation) =>
        EachAsync(workloads.Where(one => marks.TryGetValue(one.Workload.ToString(), out var mark) && mark != Of(one)), async (one, token) =>
        {
            var (since, mark) = (context.Time.GetUtcNow(), marks[one.Workload.ToString()]);
            await context.Gate.PassAsync(new Change
            {
                Target = "cluster", Subject = one.Workload.ToString(), Action = "put back",
                Diff = UnifiedDiff.Of(Line(Of(one)), Line(mark)), Undo = $"kubectl rollout restart {one.Workload.ShortName} --namespace {one.Workload.Namespace} --context {context.Cluster.Context}",
                Ask = stop => PatchAsync(one, mark, dryRun: true, stop),
                Execute = stop => PatchAsync(one, mark, dryRun: false, stop),
            }, token);
            if (context.Gate.DryRun == DryRun.Off)
            {
                await new RolloutWatcher(context.Cluster, context.Journal, context.Time).WaitAsync(one.Workload, 0, context.BatchTimeout, since, token);
            }
        }, cancellation);

    private static async Task<IReadOnlyList<string>> EachAsync(IEnumerable<ProxiedWorkload> workloads, Func<ProxiedWorkload, CancellationToken, Task> act, CancellationToken cancellation)
    {
        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(workloads, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, token) =>
        {
            try
            {
                await act(one, token);
            }
            catch (MeshException exception) when (exception.ExitCode is ExitCode.RolloutFailed or ExitCode.TimeLimit or ExitCode.Configuration or ExitCode.NoInput or ExitCode.Refused)
            {
                failures.Add(exception.Reason);
            }
        });
        return [.. failures.Order(StringComparer.Ordinal)];
    }

    private Task<JsonObject> PatchAsync(ProxiedWorkload one, string? mark, bool dryRun, CancellationToken cancellation)
    {
        var body = RestartPatch.Body(one.Object.Uid(), mark ?? "");
        if (mark is null)
        {
            body.Child("spec", "template", "metadata", "annotations")![RestartPatch.Annotation] = null;
        }

        return context.Cluster.PatchAsync(one.Workload.Kind.Resource(), one.Workload.Namespace, one.Workload.Name, PatchType.Merge, body, dryRun, cancellation);
    }

    private static string Line(string? mark) => "spec:\n  template:\n    metadata:\n      annotations:\n" + (mark is null ? "" : $"        {RestartPatch.Annotation}: \"{mark}\"\n");
}
