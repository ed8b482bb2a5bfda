using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Gates;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Takes batches that had moved, or had begun to, back to the revision from before, with the proof with which they had moved.</summary>
internal sealed class BatchReturn(UpgradeContext context, UpgradeLedger ledger, BatchMove moves, UpgradeReport report)
{
    private readonly BatchGate gate = new(context);

    /// <summary>All of them, in their order. One that does not come back whole is told, and the others go on: there is nowhere else to go.</summary>
    /// <param name="state">Where it stands, in phase Back.</param>
    /// <param name="wayOf">The way back of a batch.</param>
    /// <param name="cancellation">Stops it, and leaves it to be gone on with.</param>
    public async Task<UpgradeState> RunAsync(UpgradeState state, Func<Batch, Way> wayOf, CancellationToken cancellation)
    {
        for (var index = 0; index < state.Batches.Count; index++)
        {
            if (state.Batches[index].State is not (BatchState.Planned or BatchState.Failed))
            {
                state = await OneAsync(state, index, wayOf(state.Batches[index]), cancellation);
                report.Attach(state);
            }
        }

        return state;
    }

    private async Task<UpgradeState> OneAsync(UpgradeState state, int index, Way way, CancellationToken cancellation)
    {
        var batch = state.Batches[index];
        if (batch.State != BatchState.Leaving)
        {
            batch = batch with { State = BatchState.Leaving, Started = context.Time.GetUtcNow(), Marks = await moves.MarksAsync(batch, way, cancellation) };
            state = await ledger.SaveAsync(state.With(index, batch), cancellation);
        }

        context.Journal.Note($"batch {index + 1} of {state.Batches.Count}: {batch} back to revision {way.To}");
        var outcome = await moves.MoveAsync(batch, way, cancellation);
        var criteria = await gate.JudgeAsync(outcome, batch.Namespaces, way.To, cancellation);
        report.Judged(index, outcome, criteria);
        context.Journal.Note($"batch {index + 1}: {outcome.Workloads} workloads, {outcome.Back} of {outcome.Wanted} proxies back\n{string.Join('\n', criteria.Select(one => $"  {one}"))}");
        if (criteria.Where(one => one.Verdict == GateVerdict.Failed).ToList() is not { Count: > 0 } failed)
        {
            return await ledger.SaveAsync(state.With(index, batch with { State = BatchState.Planned, Started = null, Marks = new Dictionary<string, string?>() }), cancellation);
        }

        var why = string.Join("; ", failed);
        context.Journal.Find(UpgradeFindings.NotBack.On(UpgradeText.SubjectOf(context, batch), why));
        return await ledger.SaveAsync(state.With(index, batch with { State = BatchState.Stuck, Why = why }), cancellation);
    }
}
