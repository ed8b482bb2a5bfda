using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>An upgrade of the control plane that is there. There is only one to be served by: a batch that is not let pass takes everything back.</summary>
internal sealed class InPlaceUpgrade(UpgradeContext context, UpgradeLedger ledger, UpgradeReport report)
{
    private readonly BatchMove moves = new(context, ledger, report);

    private HelmTarget Target => Toolbox.TargetOf(context.Options.Cluster);

    /// <summary>Goes on from where the state stands, to the end or all the way back.</summary>
    public async Task<UpgradeState> RunAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.Phase == UpgradePhase.Prepare)
        {
            state = await PrepareAsync(state, cancellation);
        }

        for (var index = 0; state.Phase == UpgradePhase.Move && index < state.Batches.Count; index++)
        {
            if (state.Batches[index].State is BatchState.Planned or BatchState.Moving or BatchState.Returning)
            {
                var known = state;
                state = await moves.RunAsync(state, index, new Way(state.Old, state.New) { Returning = token => ReleasesBackAsync(known, token) }, cancellation);
                report.Attach(state);
            }

            if (state.Batches[index].State is BatchState.Failed or BatchState.Stuck)
            {
                state = await ledger.SaveAsync(state with { Phase = UpgradePhase.Back }, cancellation);
            }
        }

        return state.Phase == UpgradePhase.Back ? await BackAsync(state, cancellation)
            : state.IsOver ? state
            : await ledger.SaveAsync(state with { Phase = UpgradePhase.Done, Ended = true }, cancellation);
    }

    /// <summary>Takes the control plane and every batch back.</summary>
    public async Task<UpgradeState> BackAsync(UpgradeState state, CancellationToken cancellation)
    {
        await ReleasesBackAsync(state, cancellation);
        state = await new BatchReturn(context, ledger, moves, report).RunAsync(state, _ => new Way(state.New, state.Old), cancellation);
        return await ledger.SaveAsync(state with { Phase = UpgradePhase.RolledBack, Ended = true }, cancellation);
    }

    /// <summary>The control plane's releases as they were; base stays, since newer CRDs serve older control planes and taking them back could take objects with them.</summary>
    public async Task ReleasesBackAsync(UpgradeState state, CancellationToken cancellation)
    {
        var (since, back) = (context.Time.GetUtcNow(), false);
        foreach (var part in new[] { IstioPart.Ztunnel, IstioPart.Istiod, IstioPart.Cni })
        {
            var name = context.Parts.Release(part, NamedRevision.Option(state.New));
            var release = new HelmRelease(name, name, context.Namespace) { Timeout = context.Timeout };
            if (state.Releases.TryGetValue(name, out var recorded) && await context.Tools.Helm.FindAsync(Target, release, cancellation) is { } now
                && now.Revision > recorded.Revision && (now.Chart != recorded.Chart || now.Status != "deployed"))
            {
                // Helm counts a rollback as a further revision; that it was made is told by the chart.
                back = true;
                await context.Gate.PassAsync(new Change
                {
                    Target = "cluster", Subject = $"release {name} in {context.Namespace}", Action = "roll back", Diff = UnifiedDiff.Of($"revision {now.Revision} ({now.Chart})\n", $"as revision {recorded.Revision} ({recorded.Chart})\n"),
                    Undo = $"helm rollback {name} {now.Revision} --namespace {context.Namespace} --kube-context {Target.Context}",
                    Execute = token => context.Tools.Helm.RollbackAsync(Target, release, recorded.Revision, token),
                }, cancellation);
            }
        }

        if (back && context.Gate.DryRun == DryRun.Off)
        {
            await new RolloutWatcher(context.Cluster, context.Journal, context.Time).WaitAllAsync(await ControlPlaneAsync(cancellation), context.Timeout, since, cancellation);
        }
    }

    private async Task<IReadOnlyList<WorkloadRef>> ControlPlaneAsync(CancellationToken cancellation)
    {
        var all = new List<WorkloadRef>();
        foreach (var (kind, selector) in new[] { (WorkloadKind.Deployment, "app=istiod"), (WorkloadKind.DaemonSet, "k8s-app=istio-cni-node"), (WorkloadKind.DaemonSet, "app=ztunnel") })
        {
            await foreach (var item in context.Cluster.ListAsync(kind.Resource(), new ListQuery(context.Namespace, selector), cancellation))
            {
                all.Add(new(kind, context.Namespace, item.Name()));
            }
        }

        return all;
    }

    private async Task<UpgradeState> PrepareAsync(UpgradeState state, CancellationToken cancellation)
    {
        if (state.Backup is null)
        {
            state = await ledger.SaveAsync(state with { Backup = await context.Parts.Backup(cancellation) }, cancellation);
        }

        await context.Parts.Compatibility(state.From, cancellation);
        if (state.Releases.Count == 0)
        {
            state = await ledger.SaveAsync(state with { Releases = await ReleasesAsync(state.New, cancellation) }, cancellation);
        }

        foreach (var part in Parts(context.Istio))
        {
            await context.Parts.Install(part, NamedRevision.Option(state.New), cancellation);
        }

        await new NewRevisionProof(context).RequireAsync(state.New, cancellation);
        var plan = await UpgradePlan.ReadAsync(context, cancellation);
        return await ledger.SaveAsync(state with { Phase = UpgradePhase.Move, Batches = UpgradePlan.Batches(plan.ToMove(state.Old, "", context), context.Istio.Upgrade.Batch) }, cancellation);
    }

    /// <summary>What is upgraded, in this order.</summary>
    public static IEnumerable<IstioPart> Parts(IstioOptions istio) =>
        [IstioPart.Base, .. istio.Cni.Enabled ? [IstioPart.Cni] : Array.Empty<IstioPart>(), IstioPart.Istiod, .. istio.Ztunnel.Enabled ? [IstioPart.Ztunnel] : Array.Empty<IstioPart>()];

    private async Task<IReadOnlyDictionary<string, InstalledChart>> ReleasesAsync(string revision, CancellationToken cancellation)
    {
        var recorded = new Dictionary<string, InstalledChart>(StringComparer.Ordinal);
        foreach (var part in Parts(context.Istio))
        {
            var name = context.Parts.Release(part, NamedRevision.Option(revision));
            if (await context.Tools.Helm.FindAsync(Target, new HelmRelease(name, name, context.Namespace), cancellation) is { } installed)
            {
                recorded[name] = new(installed.Revision, installed.Chart);
            }
        }

        var istiod = context.Parts.Release(IstioPart.Istiod, NamedRevision.Option(revision));
        return recorded.ContainsKey(istiod) ? recorded : throw new MeshException(ExitCode.NoInput,
            $"there is no helm release {istiod} in {context.Namespace} to upgrade in place", "Say istio.upgrade.form: canary, which puts a new control plane beside the one that something else installed");
    }
}
