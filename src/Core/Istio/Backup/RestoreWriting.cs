using System.Collections.Concurrent;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Backup;

/// <summary>Writes steps of a restore: the server is asked about all of them before the first is made, so that a refusal leaves nothing half done.</summary>
internal sealed class RestoreWriting(ICluster cluster, KeptBackup backup, ChangeGate gate, RunJournal journal)
{
    private const int AtOnce = 8;
    private const int MostTold = 20;

    /// <summary>Asks about each step, then makes each.</summary>
    /// <exception cref="MeshException">The first refusal's code, naming how many there are; nothing was written then.</exception>
    public async Task RunAsync(IReadOnlyList<RestoreStep> all, CancellationToken cancellation)
    {
        var steps = all.Where(step => step.Action != RestoreAction.Leave).ToList();
        if (gate.DryRun != DryRun.Client)
        {
            await AskAsync(steps, cancellation);
        }

        foreach (var step in steps)
        {
            var kept = backup.Read(step.File);
            var live = step.Action == RestoreAction.Update ? await cluster.GetAsync(step.Kind, step.Namespace, step.File.Name, cancellation) : null;
            await gate.PassAsync(
                new Change
                {
                    Target = "cluster",
                    Subject = step.Subject,
                    Action = live is null ? "create" : "update",
                    Diff = UnifiedDiff.Of(live is null ? "" : CleanObject.Text(CleanObject.Of(live)), CleanObject.Text(kept)),
                    Undo = live is null ? $"kubectl delete {step.Kind.Plural}.{step.Kind.Group} {step.File.Name}{(step.Namespace is null ? "" : $" --namespace {step.Namespace}")} --context {cluster.Context}" : null,
                    // All of them were asked about together, beforehand.
                    Ask = _ => Task.CompletedTask,
                    Answer = () => step.NotYet is null ? "accepted" : $"not evaluated: {step.NotYet}",
                    Execute = token => live is null
                        ? cluster.CreateAsync(step.Kind, kept, dryRun: false, token)
                        : cluster.PatchAsync(step.Kind, step.Namespace, step.File.Name, PatchType.Json, ObjectReplacement.Between(live, kept), dryRun: false, token),
                },
                cancellation);
        }
    }

    private async Task AskAsync(List<RestoreStep> steps, CancellationToken cancellation)
    {
        var refusals = new ConcurrentDictionary<string, MeshException>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(steps.Where(step => step.NotYet is null), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (step, token) =>
        {
            try
            {
                await AskAsync(step, token);
            }
            catch (MeshException refused) when (refused.InnerException is ApiException)
            {
                refusals[step.Subject] = refused;
            }
        });

        var ordered = refusals.OrderBy(refusal => refusal.Key, StringComparer.Ordinal).ToList();
        foreach (var (subject, refused) in ordered.Take(MostTold))
        {
            journal.Find(BackupFindings.Refused.On(subject, ((ApiException)refused.InnerException!).Message));
        }

        if (ordered is [var first, ..])
        {
            throw new MeshException(first.Value.ExitCode, $"{ordered.Count} of {steps.Count} objects would be refused, so none was written; the first is {first.Key}: {first.Value.Reason}", BackupFindings.Refused.Remedy, first.Value);
        }
    }

    private async Task AskAsync(RestoreStep step, CancellationToken cancellation)
    {
        var kept = backup.Read(step.File);
        if (step.Action == RestoreAction.Update && await cluster.GetAsync(step.Kind, step.Namespace, step.File.Name, cancellation) is { } live)
        {
            await cluster.PatchAsync(step.Kind, step.Namespace, step.File.Name, PatchType.Json, ObjectReplacement.Between(live, kept), dryRun: true, cancellation);
            return;
        }

        await cluster.CreateAsync(step.Kind, kept, dryRun: true, cancellation);
    }
}
