using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Istio.Compatibility.Table;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>Whether a version of Istio, a cluster and this day go together. Changes nothing.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">Says which day it is.</param>
public sealed class CompatibilityCheck(Toolbox tools, RunJournal journal, TimeProvider time)
{
    /// <summary>Looks at the server, the mesh, the nodes, the network and the rights, and tells what does not fit as findings.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that istio.supportTable is relative to.</param>
    /// <param name="required">True when the check was asked for, so that a version that is not configured is an error.</param>
    /// <param name="failOn">The severity from which a finding fails it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> after all of them have been told; <see cref="ExitCode.Configuration"/>: no version is configured and it is <paramref name="required"/>,
    /// or no context; <see cref="ExitCode.NoInput"/> or <see cref="ExitCode.MalformedInput"/>: the file of istio.supportTable; <see cref="ExitCode.Unavailable"/>: the cluster does not answer.</exception>
    public async Task RunAsync(MeshOptions options, string workingDirectory, bool required, Severity failOn, CancellationToken cancellation)
    {
        if (options.Istio?.Version is null)
        {
            NothingConfigured.Say(journal, "values for istio.version", required);
            return;
        }

        var report = await ExamineAsync(() => tools.Connect(options.Cluster), options.Istio, workingDirectory, cancellation);
        Tell(report);
        if (report.Findings.Where(finding => finding.Severity >= failOn).ToList() is [var first, ..] problems)
        {
            throw new MeshException(ExitCode.FindingsFound,
                $"{Words.Count(problems.Count, "finding")} at or above {failOn.ToString().ToLowerInvariant()}, the first {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }
    }

    /// <summary>The same without telling it, for an installation or upgrade that has more to say.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="istio">What is configured; its version is there.</param>
    /// <param name="workingDirectory">The folder that istio.supportTable is relative to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="RunAsync"/>, but for what it finds.</exception>
    internal Task<CompatibilityReport> ExamineAsync(ICluster cluster, IstioOptions istio, string workingDirectory, CancellationToken cancellation) => ExamineAsync(() => cluster, istio, workingDirectory, cancellation);

    /// <summary>Tells a report: the table on the console, the findings, the data.</summary>
    /// <param name="report">The report.</param>
    internal void Tell(CompatibilityReport report)
    {
        journal.Attach(CompatibilityJson.Name, CompatibilityJson.Of(report));
        journal.Note(CompatibilityText.Of(report));
        foreach (var finding in report.Findings)
        {
            journal.Find(finding);
        }

        var wrong = report.Findings.Count(finding => finding.Severity > Severity.Info);
        var summary = $"Istio {report.Version} on {report.Cluster.Server}: {string.Join(", ", report.Verdicts.Select(verdict => verdict.Kind))}{(wrong == 0 ? "" : $"; {Words.Count(wrong, "finding")}")}";
        journal.Summarize(summary);
        if (report.Cluster.NotSeen.Count > 0)
        {
            journal.NotEvaluated($"{summary}; not seen: {string.Join("; ", report.Cluster.NotSeen)}");
        }
    }

    // The table comes first: where it cannot be read, asking the cluster is of no use.
    private async Task<CompatibilityReport> ExamineAsync(Func<ICluster> cluster, IstioOptions istio, string workingDirectory, CancellationToken cancellation)
    {
        var table = SupportTables.Load(istio.SupportTable, workingDirectory);
        return new CompatibilityJudge(table, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), istio).Judge(await ClusterSurvey.ReadAsync(cluster(), istio, cancellation));
    }
}
