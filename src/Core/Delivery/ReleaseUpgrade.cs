using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
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
        var stage = new ReleaseStage(tools, gate, journal, time);
        var planned = new List<JsonObject>();
        var unasked = new List<string>();
        foreach (var configured in options.Releases)
        {
            var plan = await stage.PlanAsync(cluster, options.Cluster, ConfiguredRelease.Of(configured, timeout), cancellation);
            planned.AddRange(plan.Bodies);
            unasked.AddRange(await stage.InstallAsync(cluster, plan, cancellation));
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
        var stage = new ReleaseStage(tools, gate, journal, time);
        foreach (var configured in options.Releases)
        {
            var plan = await stage.PlanAsync(cluster, options.Cluster, ConfiguredRelease.Of(configured, timeout), cancellation);
            journal.Note($"{plan.Subject} renders: {plan.Objects.Count} objects, {plan.Differences.Count} differ from what is installed");
        }

        journal.Summarize($"{options.Releases.Count} release{(options.Releases.Count == 1 ? "" : "s")} render");
    }
}
