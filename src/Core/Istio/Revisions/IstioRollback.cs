using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Takes an upgrade back to the revision, or in place to the releases, from before.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="commands">Runs the user's own judge of a batch.</param>
/// <param name="services">What others do.</param>
public sealed class IstioRollback(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time, ICommandRunner commands, UpgradeServices services)
{
    /// <summary>Goes back, or goes on with a way back that was cut off.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of a helm call, of a rollout, and of a batch's proxies where istio.upgrade.timeout is not set.</param>
    /// <param name="yes">True to remove the new revision once nobody needs it, and to take the upgrade from another run that holds it.</param>
    /// <param name="cancellation">Stops it; the next run goes on.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: there was no upgrade, or the old revision is no longer there; <see cref="ExitCode.MalformedInput"/>: the state in the cluster says
    /// nothing; <see cref="ExitCode.Refused"/>: another run is at work; <see cref="ExitCode.FindingsFound"/>: the new revision is still needed; <see cref="ExitCode.RolloutFailed"/>: some did not come back.</exception>
    public Task RunAsync(MeshOptions options, string workingDirectory, TimeSpan timeout, bool yes, CancellationToken cancellation) =>
        GoAsync(UpgradeContext.Of(tools, gate, journal, time, commands, options, services.Of(options, workingDirectory, timeout), workingDirectory, timeout, yes), cancellation);

    internal static async Task GoAsync(UpgradeContext context, CancellationToken cancellation)
    {
        await using var ledger = new UpgradeLedger(context.Cluster, context.Namespace, context.Gate, context.Journal, context.Time);
        var state = await ledger.ReadAsync(cancellation) ?? throw new MeshException(ExitCode.NoInput,
            $"there is no upgrade to take back: configmap/{UpgradeLedger.Name} is not in {context.Namespace} of {context.Cluster.Context}", "Check istio.namespace and the context");
        await RequireOldAsync(context, state, cancellation);
        var report = new UpgradeReport(context.Journal);
        context.Journal.Note($"{(state.IsInPlace ? $"in place: revision {state.Old} from {state.To} back to {state.From ?? "the releases from before"}" : $"from revision {state.New} ({state.To}) back to {state.Old} ({state.From ?? "of an unknown version"})")}, {state.Batches.Count(batch => batch.State is not (BatchState.Planned or BatchState.Failed))} batches");
        state = await ledger.TakeAsync(state, context.Yes, cancellation);
        if (context.Gate.DryRun != DryRun.Off)
        {
            await RehearseAsync(context, ledger, report, state, cancellation);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ledger.Lost);
        try
        {
            state = await BackAsync(context, ledger, report, state, either.Token);
        }
        catch (OperationCanceledException) when (ledger.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw UpgradeLedger.TakenOver(context.Namespace);
        }

        report.Attach(state);
        if (state.Batches.Where(batch => batch.State == BatchState.Stuck).ToList() is { Count: > 0 } stuck)
        {
            throw new MeshException(ExitCode.RolloutFailed, $"{string.Join(", ", stuck)} did not come back whole to revision {state.Old}: {stuck[0].Why}", UpgradeFindings.NotBack.Remedy);
        }

        context.Journal.Summarize($"back on {state.Old}{(state.From is null ? "" : $" ({state.From})")}");
    }

    private static async Task<UpgradeState> BackAsync(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report, UpgradeState state, CancellationToken cancellation)
    {
        if (state.Phase == UpgradePhase.RolledBack)
        {
            context.Journal.Note("nothing to do: it is back already");
            await (state.IsInPlace ? Task.CompletedTask : new RevisionRollback(context, ledger, report).RemoveNewAsync(state, cancellation));
            return state;
        }

        return state.IsInPlace
            ? await ledger.SaveAsync(await new InPlaceUpgrade(context, ledger, report).BackAsync(await ledger.SaveAsync(state with { Phase = UpgradePhase.Back, Ended = false }, cancellation), cancellation) with { Ended = true }, cancellation)
            : await new RevisionRollback(context, ledger, report).RunAsync(state, cancellation);
    }

    private static async Task RequireOldAsync(UpgradeContext context, UpgradeState state, CancellationToken cancellation)
    {
        var live = await LiveRevision.ReadAsync(context.Cluster, context.Namespace, cancellation);
        if (state.Phase != UpgradePhase.RolledBack && live.All(one => one.Name != state.Old))
        {
            var how = state.Old == MeshLabels.Default ? "without istio.revision" : $"with istio.revision {state.Old}";
            throw new MeshException(ExitCode.NoInput,
                $"there is nothing to go back to: the istiod of revision {state.Old} is no longer in {context.Namespace} of {context.Cluster.Context}; there is {(live.Count == 0 ? "none" : string.Join(", ", live))}",
                $"Install it again, Mesh.InstallIstio {how}{(state.From is null ? "" : $" and istio.version {state.From}")}, then run Mesh.RollbackIstio again");
        }
    }

    private static async Task RehearseAsync(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report, UpgradeState state, CancellationToken cancellation)
    {
        if (state.Phase != UpgradePhase.RolledBack)
        {
            await (state.IsInPlace ? new InPlaceUpgrade(context, ledger, report).ReleasesBackAsync(state, cancellation) : new RevisionRollback(context, ledger, report).PointAsync(state, cancellation));
            var moves = new BatchMove(context, ledger, report);
            foreach (var batch in state.Batches.Where(batch => batch.State is not (BatchState.Planned or BatchState.Failed)))
            {
                await moves.MoveAsync(batch with { Started = null, Marks = new Dictionary<string, string?>() }, state.IsInPlace ? new Way(state.New, state.Old) : RevisionRollback.WayOf(state, batch), cancellation);
            }
        }

        if (context.Yes && !state.IsInPlace)
        {
            await new RevisionRemoval(context).UninstallAsync(state.New, cancellation);
        }

        report.Attach(state);
        context.Journal.NotEvaluated("what only the change can show: whether every proxy comes back, and whether anybody still needs the new revision then");
    }
}
