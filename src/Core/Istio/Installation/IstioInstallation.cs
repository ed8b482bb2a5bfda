using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation.Proving;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Installation;

/// <summary>Installs or upgrades the control plane part by part: all of it planned and examined first, then each part shown, installed, rolled out and proven before the next.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class IstioInstallation(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private readonly IstioReleases releases = new(tools, journal);

    /// <summary>Installs every configured part.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of each helm call and of each rollout.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">Helm's own code when it fails; <see cref="ExitCode.Configuration"/>: nothing is configured, or it contradicts itself; <see cref="ExitCode.NoInput"/>: a chart or
    /// a values file is not there; <see cref="ExitCode.FindingsFound"/>: what would be installed is wrong, or what was installed does not do what the next part needs;
    /// <see cref="ExitCode.Refused"/>, <see cref="ExitCode.Forbidden"/>, <see cref="ExitCode.RolloutFailed"/>, <see cref="ExitCode.TimeLimit"/> as for releases.</exception>
    public async Task RunAsync(MeshOptions options, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        if (options.Istio is not { } istio)
        {
            NothingConfigured.Say(journal, "istio", required: true);
            return;
        }

        Refuse(OptionsExamination.Of(options), "the configuration");
        var helm = await tools.Helm.GetVersionAsync(cancellation);
        var cluster = tools.Connect(options.Cluster);
        var stage = new ReleaseStage(tools, gate, journal, time);
        var report = new InstallationReport(journal);
        var parts = new List<PlannedPart>();
        foreach (var part in PartsOf(istio))
        {
            parts.Add(await PlanAsync(stage, cluster, options, part, workingDirectory, timeout, cancellation));
        }

        report.Begin(istio, await releases.HubOfAsync(options, cancellation));
        parts.ForEach(report.Add);
        Refuse(parts.SelectMany(part => RenderedExamination.Of(part, istio)), "what would be installed");

        await new MeshNamespace(cluster, gate, journal).EnsureAsync(istio.Namespace, istio.Mesh.Network, cancellation);
        var unasked = new List<string>();
        foreach (var part in parts)
        {
            unasked.AddRange(await InstallAsync(stage, cluster, istio, part, cancellation));
        }

        var changed = parts.Sum(part => part.Plan.Differences.Count);
        journal.Summarize($"Istio {istio.Version}{(istio.Revision is null ? "" : $", revision {istio.Revision}")}: {string.Join(", ", parts.Select(part => IstioCharts.NameOf(part.Part)))}; "
            + (changed == 0 ? "nothing changed" : $"{changed} object{(changed == 1 ? "" : "s")} {(gate.DryRun == DryRun.Off ? "" : "would ")}{(gate.DryRun == DryRun.Off ? "changed" : "change")}") + $", helm {helm}");
        if (unasked.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", unasked));
        }
    }

    /// <summary>Installs one part, rolled out and proven; its revision is the configured one. In a dry run it is shown, and the server asked.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="part">Which part.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of the helm call and of the rollout.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">As for <see cref="RunAsync"/>.</exception>
    internal async Task InstallAsync(ICluster cluster, MeshOptions options, IstioPart part, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var istio = options.Istio ?? new();
        options = options with { Istio = istio };
        Refuse(OptionsExamination.Of(options), "the configuration");
        var stage = new ReleaseStage(tools, gate, journal, time);
        var planned = await PlanAsync(stage, cluster, options, part, workingDirectory, timeout, cancellation);
        Refuse(RenderedExamination.Of(planned, istio), "what would be installed");
        if (await InstallAsync(stage, cluster, istio, planned, cancellation) is { Count: > 0 } unasked)
        {
            journal.NotEvaluated(string.Join("; ", unasked));
        }
    }

    /// <summary>The parts that are configured, in the order they are installed.</summary>
    internal static IReadOnlyList<IstioPart> PartsOf(IstioOptions istio) =>
        [IstioPart.Base, IstioPart.Istiod, .. istio.Cni.Enabled ? [IstioPart.Cni] : Array.Empty<IstioPart>(), .. istio.Ztunnel.Enabled ? [IstioPart.Ztunnel] : Array.Empty<IstioPart>()];

    private async Task<PlannedPart> PlanAsync(ReleaseStage stage, ICluster cluster, MeshOptions options, IstioPart part, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var release = await releases.OfAsync(options, part, workingDirectory, timeout, cancellation);
        var chart = await tools.Helm.ShowChartAsync(release, cancellation);
        return new(part, release, chart, await stage.PlanAsync(cluster, options.Cluster, release, cancellation));
    }

    private async Task<IReadOnlyList<string>> InstallAsync(ReleaseStage stage, ICluster cluster, IstioOptions istio, PlannedPart part, CancellationToken cancellation)
    {
        var unasked = await stage.InstallAsync(cluster, part.Plan, cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            await new PartProof(cluster, journal, time).RunAsync(part, istio, cancellation);
        }

        return unasked;
    }

    // Errors stop it before anything is changed; what is less is told, and --fail-on decides at the end.
    private void Refuse(IEnumerable<Finding> found, string what)
    {
        var all = found.ToList();
        all.ForEach(journal.Find);
        if (all.Where(finding => finding.Severity == Severity.Error).ToList() is [var first, ..] errors)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{what} has {errors.Count} error{(errors.Count == 1 ? "" : "s")}, the first {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }
    }
}
