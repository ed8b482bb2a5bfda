using Mesh.Core.Certificates.Reading;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority;

/// <summary>Lets a rotation go on only when every proxy that can be asked, and what every namespace is told, prove that nobody is cut off by the next stage.</summary>
internal sealed class RotationGate(ICluster cluster, string ns, DryRun dryRun, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Every proxy trusts these roots. It takes a minute or two until they do, which is waited for.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.TimeLimit"/> when some do not in time.</exception>
    public async Task TrustAsync(IReadOnlyList<Certificate> roots, TimeSpan timeout, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            var (asked, unasked) = await AskAsync(cancellation);
            List<string> lacking =
            [
                .. asked.Where(proxy => !roots.All(root => proxy.Roots.Any(root.Same))).Select(proxy => proxy.Pod),
                .. await UntoldAsync(roots, cancellation),
            ];
            if (lacking.Count == 0 || dryRun != DryRun.Off)
            {
                Tell(asked.Count, unasked, lacking.Count == 0 ? "trust both roots" : $"are asked; both roots are not trusted yet by {Named(lacking)}", blocks: false);
                return;
            }

            journal.Progress("trust", $"{lacking.Count} do not trust both roots yet: {Named(lacking)}");
            if (time.GetElapsedTime(started) >= timeout)
            {
                journal.Progress("trust", $"{lacking.Count} do not trust both roots yet", finished: true);
                throw new MeshException(ExitCode.TimeLimit, $"{lacking.Count} do not trust both roots after {Model.TimeLimit.Format(timeout)}: {Named(lacking)}",
                    "Run the same again in a few minutes, or restart these pods; until then nothing is cut off, and --revert goes back");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>The certificate of every proxy is issued by this CA. They renew theirs within its lifetime, a day by default, which is not waited for.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.TimeLimit"/> when some are not; <see cref="ExitCode.FindingsFound"/> when some could not be asked and <paramref name="yes"/> was not said.</exception>
    public async Task SignedAsync(Certificate signer, IReadOnlyList<Certificate> roots, bool yes, CancellationToken cancellation)
    {
        var (asked, unasked) = await AskAsync(cancellation);
        var others = asked.Where(proxy => proxy.Leaf!.CheckSignature(signer) != SignatureCheck.Valid).ToList();
        List<string> lacking = [.. others.Select(proxy => proxy.Pod), .. await UntoldAsync(roots, cancellation)];
        var blocks = unasked.Count > 0 && !yes && lacking.Count == 0;
        Tell(asked.Count, unasked, lacking.Count == 0 ? $"have a certificate of {signer}" : $"are asked; {lacking.Count} are not ready: {Named(lacking)}", blocks);
        if (dryRun != DryRun.Off)
        {
            return;
        }

        if (lacking.Count > 0)
        {
            var until = others.Count == 0 ? "" : $", the last until {Certificate.Moment(others.Max(proxy => proxy.Leaf!.NotAfter))}";
            throw new MeshException(ExitCode.TimeLimit, $"{others.Count} of {asked.Count} proxies still have a certificate of the other CA{until}{(lacking.Count > others.Count ? $"; {lacking.Count - others.Count} namespaces are not told both roots" : "")}: {Named(lacking)}",
                "Run the same again then, or restart these workloads first, which gives them new certificates at once; until then nothing is cut off");
        }

        if (blocks)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{unasked.Count} proxies could not be asked whether they still need the other root: {Named([.. unasked.Select(proxy => proxy.Pod)])}", AuthorityFindings.ProxiesUnasked.Remedy);
        }
    }

    private async Task<(List<ProxyTrust> Asked, List<ProxyTrust> Unasked)> AskAsync(CancellationToken cancellation)
    {
        var all = await new ProxySurvey(cluster, journal.Secrets).AskAsync(cancellation);
        return ([.. all.Where(proxy => proxy.Unasked is null)], [.. all.Where(proxy => proxy.Unasked is not null)]);
    }

    private async Task<IEnumerable<string>> UntoldAsync(IReadOnlyList<Certificate> roots, CancellationToken cancellation)
    {
        var told = await new LiveAuthority(cluster, ns, journal.Secrets).TrustEverywhereAsync(cancellation);
        return told.Where(one => one.Value is not { } pem || CaFiles.Read(LiveAuthority.TrustName, pem) is var held && !roots.All(root => held.Exists(root.Same))).Select(one => $"namespace {one.Key}");
    }

    private void Tell(int asked, List<ProxyTrust> unasked, string what, bool blocks)
    {
        journal.Progress("trust", $"{asked} proxies {what}", finished: true);
        journal.Note(string.Join('\n', unasked.Select(proxy => $"not evaluated: {proxy.Pod}: {proxy.Unasked}").Prepend($"{asked} of {asked + unasked.Count} proxies {what}")));
        if (unasked.Count > 0)
        {
            var kind = AuthorityFindings.ProxiesUnasked;
            journal.Find(kind.On($"{unasked.Count} proxies of {cluster.Context}", string.Join('\n', unasked.Take(MostNamed).Select(proxy => $"{proxy.Pod}: {proxy.Unasked}"))) with { Severity = blocks ? Severity.Error : kind.Severity });
        }
    }

    private static string Named(List<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
