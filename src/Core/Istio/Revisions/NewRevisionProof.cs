using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Gates;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Lets nothing be moved to a control plane that is not sound.</summary>
internal sealed class NewRevisionProof(UpgradeContext context)
{
    /// <summary>Looks at its workloads, webhooks and injector.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when anything is wrong with it.</exception>
    public async Task RequireAsync(string revision, CancellationToken cancellation)
    {
        var findings = await context.Parts.Verify(revision, cancellation);
        foreach (var finding in findings)
        {
            context.Journal.Find(finding);
        }

        if (findings.Where(finding => finding.Severity == Severity.Error).ToList() is [var first, ..] errors)
        {
            context.Journal.Find(UpgradeFindings.NotVerified.On($"revision {revision} of {context.Cluster.Context}", BatchGate.Few([.. errors.Select(one => $"{one.Code} {one.Subject}: {one.Evidence}")])));
            throw new MeshException(ExitCode.FindingsFound, $"the new revision {revision} is not sound, so that nothing was moved to it: {first.Code} on {first.Subject}: {first.Evidence.Split('\n')[0]}", UpgradeFindings.NotVerified.Remedy);
        }

        context.Journal.Note($"revision {revision} is sound{(findings.Count == 0 ? "" : $", but for {findings.Count} findings below error")}");
    }
}
