using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;

namespace Mesh.Core.Istio.Revisions;

/// <summary>An upgrade by a second control plane beside the first, which the namespaces are moved to in batches.</summary>
internal sealed class CanaryUpgrade(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report)
{
    private readonly BatchMove moves = new(context, ledger, report);

    /// <summary>Goes on from where the state stands, to the end.</summary>
    /// <exception cref="MeshException">As for <see cref="IstioUpgrade.RunAsync"/>.</exception>
    public async Task<UpgradeState> RunAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.Phase == UpgradePhase.Prepare)
        {
            state = await PrepareAsync(state, cancellation);
        }

        if (state.Phase == UpgradePhase.Move)
        {
            state = await MoveAsync(state, cancellation);
            state = state.Failed.Any() ? state : await ledger.SaveAsync(state with { Phase = UpgradePhase.Default }, cancellation);
        }

        if (state.Phase == UpgradePhase.Default && !state.Failed.Any())
        {
            state = await new DefaultMove(context, ledger, moves).RunAsync(state, cancellation);
        }

        return state.Phase == UpgradePhase.Remove ? await RemoveAsync(state, cancellation) : state;
    }

    /// <summary>The way of a batch of labelled namespaces.</summary>
    public static Way WayOf(UpgradeState state) => new(state.Old, state.New) { Labels = _ => InjectionLabels.To(state.New), LabelsBefore = ns => state.Labels.GetValueOrDefault(ns) };

    private async Task<UpgradeState> PrepareAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.Backup is null)
        {
            state = await ledger.SaveAsync(state with { Backup = await context.Parts.Backup(cancellation) }, cancellation);
        }

        await context.Parts.Compatibility(state.From, cancellation);
        await InstallAsync(context, state, cancellation);
        await new NewRevisionProof(context).RequireAsync(state.New, cancellation);
        return await ledger.SaveAsync(state with { Phase = UpgradePhase.Move }, cancellation);
    }

    /// <summary>The new control plane beside the old one. The CNI plugin, of which there is one for all revisions, goes first, so that it is never older than a control plane.</summary>
    public static async Task InstallAsync(UpgradeContext context, UpgradeState state, CancellationToken cancellation)
    {
        // The chart base also holds the default validator, which stays with the old revision until every namespace has moved.
        await context.Parts.Install(IstioPart.Base, NamedRevision.Option(state.Old), cancellation);
        if (context.Istio.Cni.Enabled)
        {
            await context.Parts.Install(IstioPart.Cni, NamedRevision.Option(state.New), cancellation);
        }

        await context.Parts.Install(IstioPart.Istiod, NamedRevision.Option(state.New), cancellation);
    }

    private async Task<UpgradeState> MoveAsync(UpgradeState state, CancellationToken cancellation)
    {
        var plan = await UpgradePlan.ReadAsync(context, cancellation);
        var late = plan.ToMove(state.Old, state.New, context).Where(ns => !state.Batches.Any(batch => batch.Namespaces.Contains(ns.Name))).ToList();
        if (late.Count > 0)
        {
            state = await ledger.SaveAsync(
                state with
                {
                    Batches = [.. state.Batches, .. UpgradePlan.Batches(late, context.Istio.Upgrade.Batch)],
                    Labels = state.Labels.Concat(late.Select(ns => KeyValuePair.Create(ns.Name, ns.Labels))).GroupBy(one => one.Key).ToDictionary(one => one.Key, one => one.Last().Value),
                }, cancellation);
        }

        for (var index = 0; index < state.Batches.Count; index++)
        {
            if (state.Batches[index].State is BatchState.Planned or BatchState.Moving or BatchState.Returning && !state.Batches[index].FollowsTag)
            {
                state = await moves.RunAsync(state, index, WayOf(state), cancellation);
                report.Attach(state);
            }
        }

        return state;
    }

    private async Task<UpgradeState> RemoveAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (context.Istio.Ztunnel.Enabled)
        {
            await context.Parts.Install(IstioPart.Ztunnel, NamedRevision.Option(state.New), cancellation);
        }

        if (context.Istio.Upgrade.KeepOld)
        {
            context.Journal.Note($"revision {state.Old} stays, as istio.upgrade.keepOld says");
        }
        else
        {
            await new RevisionRemoval(context).RunAsync(state.Old, cancellation);
        }

        return await ledger.SaveAsync(state with { Phase = UpgradePhase.Done, Ended = true }, cancellation);
    }
}
