using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Takes a canary upgrade back: tags and validator first, so that whatever starts meanwhile is served by the old revision, then the namespaces in their batches.</summary>
internal sealed class RevisionRollback(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report)
{
    private readonly BatchMove moves = new(context, ledger, report);

    /// <summary>Goes back, as far as it has not yet.</summary>
    public async Task<UpgradeState> RunAsync(UpgradeState state, CancellationToken cancellation)
    {
        state = await ledger.SaveAsync(state with { Phase = UpgradePhase.Back, Ended = false }, cancellation);
        await PointAsync(state, cancellation);
        state = await new BatchReturn(context, ledger, moves, report).RunAsync(state, batch => WayOf(state, batch), cancellation);
        await LabelAsync(state, cancellation);
        if (state.Batches.Any(batch => batch.State == BatchState.Stuck))
        {
            return await ledger.SaveAsync(state with { Ended = true }, cancellation);
        }

        state = await ledger.SaveAsync(state with { Phase = UpgradePhase.RolledBack, Ended = true }, cancellation);
        await RemoveNewAsync(state, cancellation);
        return state;
    }

    /// <summary>The new revision goes only where that was said, and where nobody needs it.</summary>
    public async Task RemoveNewAsync(UpgradeState state, CancellationToken cancellation)
    {
        if ((await LiveRevision.ReadAsync(context.Cluster, context.Namespace, cancellation)).All(one => one.Name != state.New))
        {
            return;
        }

        if (context.Yes)
        {
            await new RevisionRemoval(context).RunAsync(state.New, cancellation);
        }
        else
        {
            context.Journal.Note($"revision {state.New} stays in {context.Namespace}; --yes removes it once nobody needs it");
        }
    }

    /// <summary>Points the tags and the default validator back, and those that lead nowhere to a revision that is there.</summary>
    public async Task PointAsync(UpgradeState state, CancellationToken cancellation)
    {
        var plan = await UpgradePlan.ReadAsync(context, cancellation);
        await new DefaultMove(context, ledger, moves).PointAsync(state, state.Old, cancellation);
        var tags = new RevisionTags(context);
        foreach (var (tag, leads) in plan.Webhooks.Tags.Where(one => plan.Find(one.Value) is null).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            context.Journal.Find(UpgradeFindings.Dangling.On($"tag {tag} of {context.Cluster.Context}", $"it leads to revision {leads}, which is not in {context.Namespace}"));
            await tags.PointAsync(plan.Webhooks, tag, state.Old, cancellation);
        }
    }

    /// <summary>The labels that every namespace had before; a namespace whose batch never moved has them still.</summary>
    public async Task LabelAsync(UpgradeState state, CancellationToken cancellation)
    {
        foreach (var (ns, before) in state.Labels.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (await context.Cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is { } found && InjectionLabels.Of(found) == InjectionLabels.To(state.New))
            {
                await new NamespaceLabels(context).PutAsync(ns, before, cancellation);
            }
        }
    }

    /// <summary>The way back of a batch.</summary>
    public static Way WayOf(UpgradeState state, Batch batch) => batch.FollowsTag
        ? new(state.New, state.Old) { Only = one => DefaultMove.Follows(one, state) }
        : new(state.New, state.Old) { Labels = ns => state.Labels.GetValueOrDefault(ns) };
}
