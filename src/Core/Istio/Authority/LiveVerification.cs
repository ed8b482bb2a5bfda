using Mesh.Core.Certificates;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority.Comparison;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority;

/// <summary>Examines the CA that a cluster has, and tells which one istiod uses.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="verification">Examines a CA.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class LiveVerification(Toolbox tools, CaVerification verification, RunJournal journal, TimeProvider time)
{
    /// <summary>Examines the secrets cacerts and istio-ca-secret of the configured cluster, or of each of the configured clusters where no single one is.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="also">What else was asked to be examined; null for nothing.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: something else was asked for as well; <see cref="ExitCode.Configuration"/>: a context is refused; <see cref="ExitCode.NoInput"/>: a
    /// cluster has neither secret; <see cref="ExitCode.Forbidden"/>: they may not be read; <see cref="ExitCode.Unavailable"/>: the cluster cannot be reached.</exception>
    public async Task RunAsync(MeshOptions options, string? also, CancellationToken cancellation)
    {
        if (also is not null)
        {
            throw new MeshException(ExitCode.Usage, $"--live and '{also}' are both given", "Examine the cluster, or the folder or file");
        }

        var (istio, certificates) = (options.Istio ?? new(), options.Certificates ?? new());
        var members = options.Cluster.Context is not null || options.Clusters.Count == 0
            ? [new ComparedCluster(options.Cluster.Context ?? "", tools.Connect(options.Cluster), null)]
            : ComparedClusters.Of(options, [], tools);
        // All are read before the first is judged.
        var all = new List<(ComparedCluster Member, LiveCas Cas)>();
        foreach (var member in members)
        {
            all.Add((member, await ReadAsync(member.Cluster!, istio, cancellation)));
        }

        var reports = new List<CaReport>();
        foreach (var (member, cas) in all)
        {
            reports.AddRange(Examine(cas, TimeSpan.FromDays(certificates.WarnDays), certificates.TrustDomain));
            Tell(member, cas);
        }

        verification.Tell(reports);
        if (all.Select(one => one.Cas.WhyUnknown).OfType<string>().ToList() is { Count: > 0 } unknown)
        {
            journal.NotEvaluated(string.Join("; ", unknown));
        }
    }

    private async Task<LiveCas> ReadAsync(ICluster cluster, IstioOptions istio, CancellationToken cancellation) =>
        await LiveCas.ReadAsync(cluster, istio, journal.Secrets, cancellation) is { } cas && (cas.PluggedIn ?? cas.SelfSigned) is not null
            ? cas
            : throw new MeshException(ExitCode.NoInput, $"there is no CA in {istio.Namespace} of {cluster.Context}: neither secret {LiveAuthority.PluggedIn} nor {LiveAuthority.SelfSigned} is there",
                "Give the cluster a CA with Mesh.ApplyCa, install istiod, or correct istio.namespace");

    // What is wrong with a CA that nobody uses any more is no finding.
    private IEnumerable<CaReport> Examine(LiveCas cas, TimeSpan warnBefore, string trustDomain)
    {
        foreach (var secret in new[] { cas.PluggedIn, cas.SelfSigned }.OfType<LiveSecret>())
        {
            yield return secret == cas.SelfSigned && cas.Used != secret
                ? CaExamination.Of(secret.Bundle, time.GetUtcNow(), warnBefore, null, trustDomain)
                : verification.Examine(secret.Bundle, warnBefore, trustDomain);
        }
    }

    private void Tell(ComparedCluster member, LiveCas cas)
    {
        if (cas.Finding is { } finding)
        {
            journal.Find(finding);
        }

        var running = cas.Started is null ? "" : $", istiod runs since {LiveCas.Moment(cas.Started)}";
        journal.Note(cas.Used is { } used ? $"istiod of {member.Name} uses {used}{running}" : $"which CA istiod of {member.Name} uses is not known{running}");
    }
}
