using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;

namespace Mesh.Core.Delivery;

/// <summary>One helm release on its way into a cluster: planned, shown, installed, and waited for.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the change goes.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ReleaseStage(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    /// <summary>What installing it will do, with every right for it asked for. Changes nothing.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when it is in a pending state, or would take objects that are not its own; <see cref="ExitCode.FindingsFound"/> when a cleared default
    /// cannot be proven gone; <see cref="ExitCode.Forbidden"/> with every missing right; then as for <see cref="IHelm"/>.</exception>
    public async Task<ReleasePlan> PlanAsync(ICluster cluster, ClusterOptions where, HelmRelease release, CancellationToken cancellation)
    {
        var target = Toolbox.TargetOf(where);
        var installed = await tools.Helm.FindAsync(target, release, cancellation);
        PendingRelease.Refuse(target, release, installed);
        var before = ManifestSet.Parse(installed is null ? "" : await tools.Helm.GetManifestAsync(target, release, cancellation), $"the installed manifest of release {release.Name}");
        try
        {
            var cleared = await new ReleaseClearing(tools.Helm, journal).ProveAsync(target, release, cancellation);
            var plan = PlanOf(target, cleared.Release, installed, before, await tools.Helm.RenderAsync(target, cleared.Release, cancellation)) with { Cleared = cleared.Places };
            await AccessCheck.RequireAsync(cluster, await ReleaseAccess.OfAsync(cluster, plan, cancellation), journal, cancellation);
            await Ownership.RequireAsync(cluster, plan, tools.Helm, journal, cancellation);
            return plan;
        }
        catch (MeshException exception) when (Ownership.IsRefusal(exception))
        {
            // Helm renders nothing then, and names one object; rendered without the cluster, all of them can be named.
            var expanded = await ReleaseClearing.ExpandAsync(tools.Helm, release, cancellation);
            await Ownership.RequireAsync(cluster, PlanOf(target, expanded, installed, before, await tools.Helm.RenderOfflineAsync(expanded, cancellation)), tools.Helm, journal, cancellation);
            throw;
        }
    }

    private ReleasePlan PlanOf(HelmTarget target, HelmRelease release, InstalledRelease? installed, ManifestSet before, string rendered)
    {
        var after = ManifestSet.Parse(rendered, $"the rendered manifest of release {release.Name}");
        return new(target, release, installed, after.Objects, ReleaseDiff.Of(before, after, release.Namespace, journal.Secrets));
    }

    /// <summary>Installs it and waits until its workloads have rolled out; in a dry run shows it and asks the server.</summary>
    /// <returns>What a dry run could not ask the server about.</returns>
    /// <exception cref="MeshException">Helm's own code when it fails; then as for <see cref="RolloutWatcher.WaitAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> InstallAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
    {
        var since = time.GetUtcNow();
        IReadOnlyList<string> unasked = [];
        await gate.PassAsync(
            new Change
            {
                Target = "cluster",
                Subject = plan.Subject,
                Action = plan.Installed is null ? "install" : "upgrade",
                Diff = plan.Differences.Count == 0 ? "no object differs\n" : string.Concat(plan.Differences.Select(difference => $"{difference.Action} {difference.Subject}\n{difference.Diff}")),
                Undo = plan.Undo,
                Ask = async token => unasked = await ReleaseRehearsal.RunAsync(cluster, plan, token),
                Answer = () => unasked.Count == 0 ? "accepted" : $"accepted, but for what is not evaluated: {string.Join("; ", unasked)}",
                Execute = async token =>
                {
                    await tools.Helm.UpgradeAsync(plan.Target, plan.Release, token);
                    await new ReleaseClearing(tools.Helm, journal).ProveInstalledAsync(plan.Target, new(plan.Release, plan.Cleared), token);
                },
            },
            cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            var workloads = PlannedWorkloads.Of(plan.Bodies).Select(item => item.Workload).ToList();
            await new RolloutWatcher(cluster, journal, time).WaitAllAsync(workloads, plan.Release.Timeout, since, cancellation);
        }

        return unasked;
    }
}
