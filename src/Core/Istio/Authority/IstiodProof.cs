using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority;

/// <summary>Proves that istiod uses a CA: by its log, by what it tells its namespace to trust, and by the certificate it serves where that can be reached.</summary>
internal sealed class IstiodProof(ICluster cluster, string ns, RunJournal journal, TimeProvider time)
{
    // istiod writes the ConfigMap within a second of its start; another of its pods may have been the leader.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="expected">The CA.</param>
    /// <param name="address">Where istiod can be reached; null where it cannot.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when it uses another.</exception>
    public async Task RunAsync(CaFiles expected, string? address, CancellationToken cancellation)
    {
        List<Evidence> all =
        [
            .. await IstiodLog.AskAsync(cluster, ns, cancellation),
            await ToldAsync(expected, cancellation),
            .. address is null ? [] : new[] { await ServedChain.AskAsync(address, ns, expected, time, cancellation) },
        ];
        if (all.Where(one => one.Holds == false).ToList() is [var first, ..] wrong)
        {
            journal.Find(AuthorityFindings.NotInUse.On($"istiod in {ns} of {cluster.Context}", string.Join('\n', wrong.Select(one => one.Text))));
            throw new MeshException(ExitCode.FindingsFound, $"istiod in {ns} does not use the CA: {first.Text}", AuthorityFindings.NotInUse.Remedy);
        }

        journal.Note(string.Join('\n', all.Select(one => $"{(one.Holds == true ? "proven" : "not evaluated")}: {one.Text}")));
        if (!all.Exists(one => one.Holds == true))
        {
            journal.NotEvaluated($"whether istiod uses the CA: {string.Join("; ", all.Select(one => one.Text))}");
        }
    }

    private async Task<Evidence> ToldAsync(CaFiles expected, CancellationToken cancellation)
    {
        var authority = new LiveAuthority(cluster, ns, journal.Secrets);
        for (var started = time.GetTimestamp(); ;)
        {
            if (await authority.TrustAsync(ns, cancellation) is not { } pem)
            {
                return new(null, $"there is no ConfigMap {LiveAuthority.TrustName} in {ns}");
            }

            List<Certificate> roots = CaFiles.Read(LiveAuthority.TrustName, pem);
            if (expected.Roots.All(root => roots.Exists(root.Same)))
            {
                return new(true, $"ConfigMap {LiveAuthority.TrustName} in {ns} holds {CaText.Names(expected.Roots)}");
            }

            if (time.GetElapsedTime(started) >= Patience)
            {
                return new(false, $"ConfigMap {LiveAuthority.TrustName} in {ns} holds {CaText.Names(roots)} and not {CaText.Names(expected.Roots)}");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}
