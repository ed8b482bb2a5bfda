using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Installation.Istioctl;
using Mesh.Core.Istio.Installation.Proving;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Installation;

/// <summary>Installs or upgrades the control plane part by part: all of it planned and examined first, then each part shown, installed, rolled out and proven before the next.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="commands">Runs istioctl where that is the installer.</param>
public sealed class IstioInstallation(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time, ICommandRunner commands)
{
    private const string Istioctl = "istioctl";

    private readonly IstioReleases releases = new(tools, journal);
    private readonly InstallationReport report = new(journal);

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

        FoundBeforehand.Refuse(journal, OptionsExamination.Of(options), "the configuration");
        var cluster = tools.Connect(options.Cluster);
        await CompareAsync(cluster, istio, workingDirectory, cancellation);
        if (istio.Installer == Istioctl)
        {
            await new IstioctlInstallation(gate, journal, time, commands).RunAsync(cluster, options, await releases.HubOfAsync(options, cancellation), workingDirectory, timeout, cancellation);
            return;
        }

        var helm = await tools.Helm.GetVersionAsync(cancellation);
        var stage = new ReleaseStage(tools, gate, journal, time);
        var parts = new List<PlannedPart>();
        foreach (var part in PartsOf(istio))
        {
            parts.Add(await PlanAsync(stage, cluster, options, part, workingDirectory, timeout, cancellation));
        }

        report.Begin(istio, await releases.HubOfAsync(options, cancellation), isWhole: true);
        parts.ForEach(report.Add);
        FoundBeforehand.Refuse(journal, parts.SelectMany(part => RenderedExamination.Of(part, istio)), "what would be installed");

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
        FoundBeforehand.Refuse(journal, OptionsExamination.Of(options), "the configuration");
        if (istio.Installer == Istioctl)
        {
            // It knows no parts; with the control plane it brings them all.
            await (part == IstioPart.Istiod
                ? new IstioctlInstallation(gate, journal, time, commands).RunAsync(cluster, options, await releases.HubOfAsync(options, cancellation), workingDirectory, timeout, cancellation)
                : Task.CompletedTask);
            return;
        }

        var stage = new ReleaseStage(tools, gate, journal, time);
        var planned = await PlanAsync(stage, cluster, options, part, workingDirectory, timeout, cancellation);
        report.Begin(istio, await releases.HubOfAsync(options, cancellation), isWhole: false);
        report.Add(planned);
        FoundBeforehand.Refuse(journal, RenderedExamination.Of(planned, istio), "what would be installed");
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
        FoundBeforehand.Refuse(journal, RenderedExamination.Chart(part, release, chart, options.Istio!), "istio.charts");
        return new(part, release, chart, await stage.PlanAsync(cluster, options.Cluster, release, cancellation));
    }

    private async Task<IReadOnlyList<string>> InstallAsync(ReleaseStage stage, ICluster cluster, IstioOptions istio, PlannedPart part, CancellationToken cancellation)
    {
        var unasked = await stage.InstallAsync(cluster, part.Plan, cancellation);
        if (gate.DryRun == DryRun.Off)
        {
            await new PartProof(cluster, journal, time).RunAsync(part.Part, [.. part.Plan.Bodies], istio, cancellation);
        }

        return unasked;
    }

    // Mesh.CheckCompatibility fails for whatever does not fit; an installation that was asked for is stopped only by what breaks a running mesh.
    private async Task CompareAsync(ICluster cluster, IstioOptions istio, string workingDirectory, CancellationToken cancellation)
    {
        var check = new CompatibilityCheck(tools, journal, time);
        var report = await check.ExamineAsync(cluster, istio, workingDirectory, cancellation);
        var stopping = report.Stopping.ToList();
        check.Tell(report with { Findings = [.. report.Findings.Select(finding => finding.Severity == Severity.Error && !stopping.Contains(finding) ? finding with { Severity = Severity.Warning } : finding)] });
        if (stopping is [var first, ..])
        {
            throw new MeshException(ExitCode.FindingsFound, $"Istio {istio.Version} may not be installed over what is there: {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }
    }
}
