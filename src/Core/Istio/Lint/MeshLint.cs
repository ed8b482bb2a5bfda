using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Lint.Suppressions;
using Mesh.Core.Istio.Policies.Samples;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Lint;

/// <summary>Judges the objects of a mesh together: files, rendered charts and what a cluster has, the former in the place of the latter. Changes nothing.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock, for certificates.</param>
public sealed class MeshLint(Toolbox tools, RunJournal journal, TimeProvider time)
{
    /// <summary>Judges them.</summary>
    /// <param name="options">What is configured. With a context its cluster is read, unless the request says otherwise.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="failOn">From which severity on a finding ends the run with 79.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/>: a finding at or above <paramref name="failOn"/>; <see cref="ExitCode.NoInput"/>: a path is not there, or there is nothing to judge;
    /// <see cref="ExitCode.MalformedInput"/>: a file of request samples is malformed; <see cref="ExitCode.Usage"/>: live and offline at once; <see cref="ExitCode.Configuration"/>: live without a context; then as for files, helm and the cluster.</exception>
    public async Task RunAsync(MeshOptions options, LintRequest request, TimeSpan timeout, Severity failOn, CancellationToken cancellation)
    {
        if (request is { Live: true, Offline: true })
        {
            throw new MeshException(ExitCode.Usage, "--live and --offline are both given", "Say one of them");
        }

        options = request.Offline ? options with { Cluster = options.Cluster with { Context = null } } : options;
        // Read beside the manifests, since thousands of them take as long; a malformed file is told before a cluster is asked.
        var samples = Task.Run(() => SampleFile.Read(request.PolicyTests.Count > 0 ? request.PolicyTests : options.Lint.PolicyTests, request.WorkingDirectory), cancellation);
        if (request.Live || options.Cluster.Context is not null)
        {
            await samples;
        }

        var material = await ReadAsync(options, request, timeout, cancellation);
        var mesh = new MeshSet(material.Objects, material.Coverage, MeshSettings.Of(options));
        var remarks = LintRules.Look(mesh, time);
        Tell(mesh, material, remarks, Allowances.Apply(mesh, options.Lint.Allow, remarks), PolicyTestReport.Of(await samples, mesh.Policies), failOn);
    }

    private async Task<LintMaterial> ReadAsync(MeshOptions options, LintRequest request, TimeSpan timeout, CancellationToken cancellation)
    {
        var material = new LintMaterial(new Coverage(options.Lint.Complete));
        var paths = request.Paths.Count > 0 ? request.Paths : options.Lint.Paths;
        await ManifestFiles.ReadAsync(paths, options.Lint.Exclude, request, material, cancellation);
        if (options.Lint.Charts)
        {
            await new RenderedCharts(tools).ReadAsync(options, request, timeout, material, cancellation);
        }

        if (request.Live || options.Cluster.Context is not null)
        {
            var istio = options.Istio ?? new();
            var live = new LiveObjects(tools.Connect(options.Cluster), material, options.Lint.Limit);
            await live.ReadAsync(istio.Namespace, istio.Revision, cancellation);
            await live.ReadSecretsAsync(GatewaySecrets.Of(new MeshSet(material.Objects, material.Coverage, MeshSettings.Of(options))), cancellation);
        }
        else if (material.Objects.Count + material.Faults.Count == 0)
        {
            throw new MeshException(ExitCode.NoInput, paths.Count == 0 ? "there is nothing to judge: no path, no release and no cluster is given" : "there is no object of Kubernetes in what is given",
                "Say --path FILE or FOLDER, set lint.paths in mesh.yaml, or say --kube-context NAME");
        }

        return material;
    }

    private void Tell(MeshSet mesh, LintMaterial material, Remarks remarks, LintOutcome outcome, PolicyTestReport tests, Severity failOn)
    {
        List<Finding> findings = [.. LintReport.Findings(mesh, material, outcome), .. tests.Findings];
        findings.ForEach(journal.Find);
        journal.Attach(LintReport.Name, LintReport.Of(mesh, material, remarks, outcome));
        if (tests.Count > 0)
        {
            journal.Attach(PolicyTestReport.Name, tests.ToJson());
        }

        var summary = $"{LintReport.Count(mesh.Objects.Count, "object")} ({LintReport.Sources(material)}), {LintReport.Count(findings.Count, "finding")}, {outcome.Accepted.Count} accepted{(tests.Count > 0 ? $"; {tests.Summary}" : "")}";
        if (LintReport.NotEvaluated(remarks, material).ToList() is { Count: > 0 } unseen)
        {
            journal.Note("Not evaluated:\n" + string.Join('\n', unseen.Select(line => $"  {line}")));
            journal.NotEvaluated($"{summary}; not evaluated: {string.Join("; ", unseen.Take(3))}{(unseen.Count > 3 ? $" and {unseen.Count - 3} more" : "")}");
        }
        else
        {
            journal.Summarize(summary);
        }

        if (findings.Where(finding => finding.Severity >= failOn).ToList() is [var first, ..] worst)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{LintReport.Count(worst.Count, "place")} in {LintReport.Count(mesh.Objects.Count, "object")} will not do what it says, the first {first.Code} {LintReport.PlaceOf(first)}: {first.Evidence.Split('\n')[0]}", first.Remedy);
        }
    }
}
