using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Whether an installed mesh really serves: its workloads, its webhooks, its CRDs and every one of its proxies. Changes nothing.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class MeshVerification(Toolbox tools, RunJournal journal, TimeProvider time)
{
    // What another verb waits for the proxies at most.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Verifies the mesh and tells it.</summary>
    /// <param name="options">What is configured; the revision is istio.revision.</param>
    /// <param name="timeout">How long asking the proxies for their certificates may take, and a proxy that is not synced may be waited for (up to five seconds).</param>
    /// <param name="failOn">From which severity on a finding means that it does not serve.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: there is no istiod of the revision; <see cref="ExitCode.Forbidden"/>: workloads and pods may not be listed; else as for <see cref="ICluster"/>.
    /// What it finds is in the journal, and ends the run with <see cref="ExitCode.FindingsFound"/>.</exception>
    public async Task RunAsync(MeshOptions options, TimeSpan timeout, Severity failOn, CancellationToken cancellation)
    {
        var (verdict, expected) = await LookAsync(tools.Connect(options.Cluster), options, null, timeout, cancellation);
        foreach (var finding in verdict.Findings)
        {
            journal.Find(finding);
        }

        Tell(verdict, expected, failOn);
    }

    /// <summary>Verifies the mesh for another verb, which decides what the findings mean. What could not be looked at is said here.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="revision">The revision; null for the configured one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="RunAsync"/>.</exception>
    internal async Task<IReadOnlyList<Finding>> ExamineAsync(ICluster cluster, MeshOptions options, string? revision, CancellationToken cancellation)
    {
        var (verdict, expected) = await LookAsync(cluster, options, revision, Limit, cancellation);
        Tell(verdict, expected, Severity.Error);
        return verdict.Findings;
    }

    private async Task<(Verdict Verdict, ExpectedMesh Expected)> LookAsync(ICluster cluster, MeshOptions options, string? revision, TimeSpan limit, CancellationToken cancellation)
    {
        var istio = options.Istio ?? new();
        var name = revision ?? istio.Revision ?? Istiod.DefaultRevision;
        var istiods = await WorkloadLook.IstiodsAsync(cluster, istio.Namespace, cancellation);
        var revisions = istiods.Select(Istiod.RevisionOf).Distinct().Order(StringComparer.Ordinal).ToList();
        if (!revisions.Contains(name))
        {
            throw new MeshException(ExitCode.NoInput, $"there is no istiod of revision {Printable.OneLine(name)} in {istio.Namespace} of {cluster.Context}{(revisions.Count == 0 ? "" : $", only of {Printable.OneLine(string.Join(", ", revisions))}")}",
                revisions.Count == 0 ? "Install it with Mesh.InstallIstio, or correct istio.namespace" : "Say --revision NAME, or correct istio.revision");
        }

        var template = istiods.First(one => Istiod.RevisionOf(one) == name).Child("spec", "template", "spec");
        var expected = new ExpectedMesh(istio, name, istio.Version ?? Istiod.VersionIn(Istiod.ContainerOf(template).Text("image"), istio.Variant));
        var verdict = new Verdict();
        var webhooks = new WebhookLook(cluster, expected, verdict, journal.Secrets);
        await new WorkloadLook(cluster, expected, verdict).RunAsync(istiods, cancellation);
        await webhooks.RunAsync(cancellation);
        await new CrdLook(cluster, expected, verdict).RunAsync(cancellation);
        await new ProxyLook(cluster, expected, verdict, limit, journal, time).RunAsync(revisions, webhooks.Tags, cancellation);
        return (verdict, expected);
    }

    private void Tell(Verdict verdict, ExpectedMesh expected, Severity failOn)
    {
        journal.Note(VerdictText.Of(verdict, expected));
        journal.Attach(VerdictJson.Name, VerdictJson.Of(verdict, expected));
        var problems = verdict.Findings.Count(finding => finding.Severity >= failOn);
        if (verdict.NotEvaluated.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", verdict.NotEvaluated));
        }

        // What is wrong says more than what was not seen.
        if (problems > 0)
        {
            journal.Summarize($"revision {expected.Revision} does not really serve: {Count(problems, "finding")}");
        }
        else if (verdict.NotEvaluated.Count == 0)
        {
            journal.Summarize($"revision {expected.Revision} serves: {Count(verdict.Workloads.Count, "workload")}, {Count(verdict.Webhooks.Count, "webhook")}, {Count(verdict.Crds?.Wanted ?? 0, "CRD")}, {verdict.Proxies?.Synced ?? 0} of {verdict.Proxies?.Own.Count ?? 0} proxies synced");
        }
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
