using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Gates;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Moves one batch, lets the gate judge it, and takes it back where it is not let pass. Where it stands is written before each step, so that it can be cut off anywhere.</summary>
internal sealed class BatchMove(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report)
{
    private readonly NamespaceLabels labels = new(context);
    private readonly WorkloadMarks marks = new(context);
    private readonly BatchGate gate = new(context);

    /// <summary>Moves a batch of the state, or goes on with it.</summary>
    /// <param name="state">Where the upgrade stands.</param>
    /// <param name="index">Which batch.</param>
    /// <param name="way">Where to, and where back to.</param>
    /// <param name="cancellation">Stops it, and leaves it to be gone on with.</param>
    public async Task<UpgradeState> RunAsync(UpgradeState state, int index, Way way, CancellationToken cancellation)
    {
        var batch = state.Batches[index];
        if (batch.State is not (BatchState.Moving or BatchState.Returning))
        {
            batch = batch with { State = BatchState.Moving, Started = context.Time.GetUtcNow(), Why = null, Marks = await MarksAsync(batch, way, cancellation) };
            state = await ledger.SaveAsync(state.With(index, batch), cancellation);
        }

        if (batch.State == BatchState.Moving)
        {
            context.Journal.Note($"batch {index + 1} of {state.Batches.Count}: {batch} to revision {way.To}");
            await TellUnmovableAsync(batch, way, cancellation);
            var outcome = await MoveAsync(batch, way, cancellation);
            var criteria = await gate.JudgeAsync(outcome, batch.Namespaces, way.To, cancellation);
            report.Judged(index, outcome, criteria);
            context.Journal.Note($"batch {index + 1}: {outcome.Workloads} workloads, {outcome.Back} of {outcome.Wanted} proxies back\n{string.Join('\n', criteria.Select(one => $"  {one}"))}");
            Unasked(batch, criteria);
            if (criteria.All(one => one.Verdict != GateVerdict.Failed))
            {
                return await ledger.SaveAsync(state.With(index, batch with { State = BatchState.Moved, Marks = new Dictionary<string, string?>() }), cancellation);
            }

            batch = batch with { State = BatchState.Returning, Why = string.Join("; ", criteria.Where(one => one.Verdict == GateVerdict.Failed).Select(one => one.ToString())) };
            state = await ledger.SaveAsync(state.With(index, batch), cancellation);
        }

        return await ReturnAsync(state, index, way, cancellation);
    }

    /// <summary>The workloads of a batch, each with the mark of its last restart.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> MarksAsync(Batch batch, Way way, CancellationToken cancellation) =>
        (await WorkloadsAsync(batch, way.To, way, cancellation)).ToDictionary(one => one.Workload.ToString(), WorkloadMarks.Of);

    /// <summary>Labels, restarts and counts, without a judgement.</summary>
    public async Task<RestartOutcome> MoveAsync(Batch batch, Way way, CancellationToken cancellation)
    {
        await LabelAsync(batch, way.Labels, cancellation);

        var workloads = await WorkloadsAsync(batch, way.To, way, cancellation);
        var failures = await marks.RestartAsync(workloads, batch, cancellation);
        var after = await WorkloadsAsync(batch, way.To, way, cancellation);
        return new(after.Count, after.Sum(one => one.Wanted), after.Sum(one => Math.Min(one.Back, one.Wanted)), failures);
    }

    private async Task<UpgradeState> ReturnAsync(UpgradeState state, int index, Way way, CancellationToken cancellation)
    {
        var batch = state.Batches[index];
        context.Journal.Note($"batch {index + 1}: {batch} goes back to revision {way.From}: {batch.Why}");
        await (way.Returning?.Invoke(cancellation) ?? Task.CompletedTask);
        await LabelAsync(batch, way.LabelsBefore, cancellation);

        var failures = await marks.PutBackAsync(await WorkloadsAsync(batch, way.From, way, cancellation), batch.Marks, cancellation);
        var after = await WorkloadsAsync(batch, way.From, way, cancellation);
        var (wanted, there) = (after.Sum(one => one.Wanted), after.Sum(one => Math.Min(one.Back, one.Wanted)));
        var whole = failures.Count == 0 && there >= wanted;
        context.Journal.Note($"batch {index + 1}: {(whole ? "back" : "NOT whole")}: {there} of {wanted} proxies");
        context.Journal.Find(UpgradeFindings.TakenBack.On(UpgradeText.SubjectOf(context, batch), batch.Why ?? "its gate did not let it pass"));
        if (!whole)
        {
            context.Journal.Find(UpgradeFindings.NotBack.On(UpgradeText.SubjectOf(context, batch), $"{there} of {wanted} proxies are back{(failures.Count == 0 ? "" : $": {BatchGate.Few(failures)}")}"));
        }

        report.Returned(index, whole, there, wanted);
        return await ledger.SaveAsync(state.With(index, batch with { State = whole ? BatchState.Failed : BatchState.Stuck, Marks = whole ? new Dictionary<string, string?>() : batch.Marks }), cancellation);
    }

    private async Task LabelAsync(Batch batch, Func<string, InjectionLabels?> of, CancellationToken cancellation)
    {
        foreach (var ns in batch.Namespaces)
        {
            if (of(ns) is { } wanted)
            {
                await labels.PutAsync(ns, wanted, cancellation);
            }
        }
    }

    private async Task TellUnmovableAsync(Batch batch, Way way, CancellationToken cancellation)
    {
        foreach (var ns in batch.FollowsTag ? [] : batch.Namespaces)
        {
            var (_, others) = await ProxiedWorkload.ReadAsync(context.Cluster, ns, way.To, cancellation);
            if (others.Count > 0)
            {
                context.Journal.Find(UpgradeFindings.Unmovable.On($"namespace {ns} of {context.Cluster.Context}", BatchGate.Few(others)));
            }
        }
    }

    private void Unasked(Batch batch, IReadOnlyList<Criterion> criteria)
    {
        if (criteria.Where(one => one.Verdict == GateVerdict.NotEvaluated).ToList() is { Count: > 0 } unasked && criteria.All(one => one.Verdict != GateVerdict.Failed))
        {
            context.Journal.Find(UpgradeFindings.GateUnasked.On(UpgradeText.SubjectOf(context, batch), string.Join('\n', unasked)));
        }
    }

    private async Task<IReadOnlyList<ProxiedWorkload>> WorkloadsAsync(Batch batch, string revision, Way way, CancellationToken cancellation)
    {
        var all = new List<ProxiedWorkload>();
        foreach (var ns in batch.Namespaces)
        {
            var (workloads, _) = await ProxiedWorkload.ReadAsync(context.Cluster, ns, revision, cancellation);
            all.AddRange(workloads.Where(one => way.Only?.Invoke(one) ?? true));
        }

        return all;
    }
}
