using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What an upgrade lets the other verbs of the mesh do.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="installation">Installs the parts.</param>
/// <param name="verification">Proves them.</param>
/// <param name="backup">Keeps what the mesh is configured by.</param>
/// <param name="compatibility">Knows which versions fit together.</param>
public sealed class UpgradeServices(Toolbox tools, IstioInstallation installation, MeshVerification verification, MeshBackup backup, CompatibilityCheck compatibility)
{
    internal UpgradeParts Of(MeshOptions options, string workingDirectory, TimeSpan timeout)
    {
        var istio = options.Istio ?? new();
        return new()
        {
            Backup = token => backup.RunAsync(options, workingDirectory, token),
            Compatibility = (from, token) => RequireFitAsync(options, istio, from, workingDirectory, token),
            Install = (part, revision, token) => installation.InstallAsync(tools.Connect(options.Cluster), options with { Istio = istio with { Revision = revision } }, part, workingDirectory, timeout, token),
            Verify = (revision, token) => verification.ExamineAsync(tools.Connect(options.Cluster), options, revision, token),
            Proxies = token => new ProxySync(tools.Connect(options.Cluster)).AskAsync(istio.Namespace, token),
            Users = (revision, token) => new RevisionUse(tools.Connect(options.Cluster)).FindAsync(istio.Namespace, NamedRevision.Option(revision), token),
            Release = (part, revision) => IstioReleases.NameOf(part, revision),
        };
    }

    // What the table says against the server, the nodes and the day is told and stops nothing: the mesh runs on them already. Skew and the size of the step do.
    private async Task RequireFitAsync(MeshOptions options, IstioOptions istio, string? from, string workingDirectory, CancellationToken cancellation)
    {
        var report = await compatibility.ExamineAsync(tools.Connect(options.Cluster), istio, workingDirectory, cancellation);
        var subject = $"istiod in {istio.Namespace} of {options.Cluster.Context}";
        var step = from is null ? [VersionFindings.Unreadable.On(subject, "its image says no version, so that the size of the step is not known")] : UpgradeStep.Of(from, istio.Version!, istio.Upgrade.Form == "canary", subject);
        var stopping = report.Stopping.Concat(step.Where(finding => finding.Severity == Severity.Error)).ToList();
        var told = report.Findings.Concat(step).DistinctBy(finding => (finding.Code, finding.Subject))
            .Select(finding => stopping.Contains(finding) || finding.Severity != Severity.Error ? finding : finding with { Severity = Severity.Warning });
        compatibility.Tell(report with { Findings = [.. told] });
        if (stopping is [var first, ..])
        {
            throw new MeshException(ExitCode.FindingsFound, $"nothing is upgraded: {first.Code} on {first.Subject}: {first.Evidence.Split('\n')[0]}", first.Remedy);
        }
    }
}
