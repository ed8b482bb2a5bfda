using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions;

/// <summary>A dry run of an upgrade: everything that would be changed, in its order, with the server asked about each; what only a change could show is not evaluated.</summary>
internal sealed class UpgradeRehearsal(UpgradeContext context)
{
    private readonly NamespaceLabels labels = new(context);
    private readonly WorkloadMarks marks = new(context);

    /// <summary>Tells it all.</summary>
    public async Task RunAsync(UpgradeState state, UpgradePlan plan, CancellationToken cancellation)
    {
        if (state.Phase == UpgradePhase.Prepare)
        {
            await context.Parts.Backup(cancellation);
            await context.Parts.Compatibility(state.From, cancellation);
            await InstallAsync(state, cancellation);
        }

        foreach (var (index, batch) in state.Batches.Index())
        {
            if (batch.State is BatchState.Planned or BatchState.Moving or BatchState.Returning)
            {
                await BatchAsync(state, index, batch, cancellation);
            }
        }

        if (!state.IsInPlace)
        {
            await DefaultAsync(state, plan, cancellation);
        }

        context.Journal.NotEvaluated(
            $"what only the change can show: whether the control plane is sound, the gates of {state.Batches.Count} batches{(context.Istio.Upgrade.Metric.Count == 0 ? "" : $" with {context.Istio.Upgrade.Metric[0]}")}{(state.IsInPlace || context.Istio.Upgrade.KeepOld ? "" : $", and whether anybody still needs revision {state.Old} then")}");
    }

    private async Task InstallAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.IsInPlace)
        {
            foreach (var part in InPlaceUpgrade.Parts(context.Istio))
            {
                await context.Parts.Install(part, NamedRevision.Option(state.New), cancellation);
            }

            return;
        }

        await CanaryUpgrade.InstallAsync(context, state, cancellation);
    }

    private async Task BatchAsync(UpgradeState state, int index, Batch batch, CancellationToken cancellation)
    {
        var (lines, workloads) = (new List<string>(), new List<ProxiedWorkload>());
        foreach (var ns in batch.Namespaces)
        {
            var (found, others) = await ProxiedWorkload.ReadAsync(context.Cluster, ns, state.New, cancellation);
            workloads.AddRange(found);
            lines.AddRange(found.Select(one => $"  {one.Workload}: {one.Wanted} proxies"));
            lines.AddRange(others.Select(pod => $"  {pod}: restarted by nobody"));
        }

        context.Journal.Note($"batch {index + 1} of {state.Batches.Count}: {batch}, {workloads.Count} workloads with {workloads.Sum(one => one.Wanted)} proxies\n{string.Join('\n', lines)}".TrimEnd('\n'));
        foreach (var ns in state.IsInPlace || batch.FollowsTag ? [] : batch.Namespaces)
        {
            await labels.PutAsync(ns, InjectionLabels.To(state.New), cancellation);
        }

        foreach (var refused in await marks.RestartAsync(workloads, new Batch(batch.Namespaces), cancellation))
        {
            context.Journal.Note($"would not restart: {refused}");
        }
    }

    private async Task DefaultAsync(UpgradeState state, UpgradePlan plan, CancellationToken cancellation)
    {
        var tags = new RevisionTags(context);
        foreach (var (tag, from) in DefaultMove.Moved(state, plan).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            await (from is null ? tags.TakeDefaultAsync(plan.Webhooks, state.New, cancellation) : tags.PointAsync(plan.Webhooks, tag, state.New, cancellation));
        }

        await tags.ValidateByAsync(state.New, plan.Webhooks, cancellation);
        if (context.Istio.Ztunnel.Enabled)
        {
            await context.Parts.Install(IstioPart.Ztunnel, NamedRevision.Option(state.New), cancellation);
        }

        if (!context.Istio.Upgrade.KeepOld)
        {
            await new RevisionRemoval(context).UninstallAsync(state.Old, cancellation);
        }
    }
}
