using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;

namespace Mesh.Core.Delivery;

/// <summary>Installs or upgrades the configured helm releases: shows what will change, lets helm change it, and waits for the rollout itself.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class ReleaseUpgrade(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    /// <summary>Upgrades every release, one after the other; the first failure ends it.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call and of a rollout, where the release has none of its own.</param>
    /// <param name="required">True when releases were asked for, so that having none configured is an error.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <returns>The objects of all releases, as rendered.</returns>
    /// <exception cref="MeshException">Helm's own code when it fails; <see cref="ExitCode.NoInput"/> when helm, a chart or a values file is not there;
    /// <see cref="ExitCode.Refused"/> when a release is in a pending state or the server refuses an object; <see cref="ExitCode.Forbidden"/> with every missing right;
    /// then as for <see cref="RolloutWatcher.WaitAsync"/>.</exception>
    public async Task<IReadOnlyList<JsonObject>> RunAsync(MeshOptions options, TimeSpan timeout, bool required, CancellationToken cancellation)
    {
        if (options.Releases.Count == 0)
        {
            NothingConfigured.Say(journal, "releases", required);
            return [];
        }

        var version = await tools.Helm.GetVersionAsync(cancellation);
        var cluster = tools.Connect(options.Cluster);
        var planned = new List<JsonObject>();
        var unasked = new List<string>();
        foreach (var configured in options.Releases)
        {
            var plan = await PlanAsync(cluster, options, configured, timeout, cancellation);
            planned.AddRange(plan.Bodies);
            unasked.AddRange(await UpgradeAsync(cluster, plan, cancellation));
        }

        journal.Summarize($"{options.Releases.Count} release{(options.Releases.Count == 1 ? "" : "s")}, helm {version}");
        if (unasked.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", unasked));
        }

        return planned;
    }

    /// <summary>Everything that can be known of the upgrades beforehand: helm, charts, values, the state of the releases, and that they render. Changes nothing.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="RunAsync"/>, up to the rights.</exception>
    public async Task CheckAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation)
    {
        if (options.Releases.Count == 0)
        {
            NothingConfigured.Say(journal, "releases", required: false);
            return;
        }

        await tools.Helm.GetVersionAsync(cancellation);
        var cluster = tools.Connect(options.Cluster);
        foreach (var configured in options.Releases)
        {
            var plan = await PlanAsync(cluster, options, configured, timeout, cancellation);
            journal.Note($"{plan.Subject} renders: {plan.Objects.Count} objects, {plan.Differences.Count} differ from what is installed");
        }

        journal.Summarize($"{options.Releases.Count} release{(options.Releases.Count == 1 ? "" : "s")} render");
    }

    private async Task<ReleasePlan> PlanAsync(ICluster cluster, MeshOptions options, ReleaseOptions configured, TimeSpan timeout, CancellationToken cancellation)
    {
        var target = Toolbox.TargetOf(options.Cluster);
        var release = ConfiguredRelease.Of(configured, timeout);
        var installed = await tools.Helm.FindAsync(target, release, cancellation);
        PendingRelease.Refuse(target, release, installed);
        var before = ManifestSet.Parse(installed is null ? "" : await tools.Helm.GetManifestAsync(target, release, cancellation), $"the installed manifest of release {release.Name}");
        var after = ManifestSet.Parse(await tools.Helm.RenderAsync(target, release, cancellation), $"the rendered manifest of release {release.Name}");
        var plan = new ReleasePlan(target, release, installed, after.Objects, ReleaseDiff.Of(before, after, release.Namespace, journal.Secrets));
        await AccessCheck.RequireAsync(cluster, await ReleaseAccess.OfAsync(cluster, plan, cancellation), journal, cancellation);
        return plan;
    }

    // Gives what a dry run could not ask the server about.
    private async Task<IReadOnlyList<string>> UpgradeAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
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
                Execute = token => tools.Helm.UpgradeAsync(plan.Target, plan.Release, token),
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
