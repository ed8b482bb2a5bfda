using System.Globalization;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Verification;

/// <summary>Looks at the proxies: each ready, connected to exactly one istiod of its revision, with all that was sent accepted, of the right version, and with a certificate that is renewed.</summary>
internal sealed class ProxyLook(ICluster cluster, ExpectedMesh expected, Verdict verdict, TimeSpan limit, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 10;

    // A push to a large mesh takes seconds.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Looks at them. Whoever is not as he should be is asked once more after a pause, since a push may be under way.</summary>
    /// <param name="revisions">The revisions that have an istiod.</param>
    /// <param name="tags">The tags there are, each with its revision.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(IReadOnlyCollection<string> revisions, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation)
    {
        var sync = new ProxySync(cluster);
        if (await verdict.TryAsync("proxies", () => sync.AskAsync(expected.Options.Namespace, cancellation)) is not { } mesh)
        {
            return;
        }

        if (mesh.Asked.Count > 0 && Own(mesh).Count(IsUnsettled) is > 0 and var unsettled)
        {
            var pause = limit < Pause ? limit : Pause;
            journal.Progress("proxies", $"{unsettled} not synced, asked again in {Model.TimeLimit.Format(pause)}");
            await Task.Delay(pause, time, cancellation);
            mesh = await sync.AskAsync(expected.Options.Namespace, cancellation);
            journal.Progress("proxies", $"{Own(mesh).Count(IsUnsettled)} not synced", finished: true);
        }

        var own = Own(mesh);
        Unasked(mesh, own.Count);
        if (mesh.Asked.Count > 0)
        {
            Judge(mesh, own, revisions);
        }

        verdict.Proxies = new(mesh, own, await CertificatesAsync(own, cancellation));

        // Of a revision that is there and not the one in question, the look at that one will tell.
        List<ProxyState> Own(MeshProxies all) =>
        [
            .. all.Proxies.Select(proxy => proxy with { Revision = proxy.Revision is { } name ? tags.GetValueOrDefault(name, name) : Istiod.DefaultRevision })
                .Where(proxy => proxy.Revision == expected.Revision || !revisions.Contains(proxy.Revision!)),
        ];
    }

    // One that does not run yet is a matter of its pod, which a pause of seconds does not change.
    private static bool IsUnsettled(ProxyState proxy) => proxy is { IsReady: true, Sync: not SyncState.Synced } or { AlsoOn.Count: > 0 } or { Sync: SyncState.Stale or SyncState.NotSent or SyncState.Rejected };

    private void Unasked(MeshProxies mesh, int own)
    {
        if (mesh.Asked.Count == 0)
        {
            verdict.Leave(mesh.NotAsked is [var first, ..]
                ? $"the {own} prox{(own == 1 ? "y" : "ies")}: no istiod could be asked, {first}"
                : $"the {own} prox{(own == 1 ? "y" : "ies")}: no pod of istiod runs that could be asked");
            return;
        }

        foreach (var silent in mesh.NotAsked.Take(MostNamed))
        {
            verdict.Leave($"the proxies of {silent}");
        }
    }

    private void Judge(MeshProxies mesh, List<ProxyState> own, IReadOnlyCollection<string> revisions)
    {
        var judge = new ProxyJudge(mesh, revisions, _ => expected.Version);
        if (own.Where(judge.IsUndecided).ToList() is [var first, ..] unknown)
        {
            verdict.Leave($"{unknown.Count} proxies that no istiod knows of those that could be asked, {first} for one");
        }

        foreach (var finding in ProxyTrouble.Findings(own.SelectMany(proxy => judge.Of(proxy).Select(trouble => (proxy, trouble)))))
        {
            verdict.Find(finding);
        }
    }

    private async Task<IReadOnlyDictionary<string, Certificate>> CertificatesAsync(List<ProxyState> own, CancellationToken cancellation)
    {
        // The node proxy of ambient mode has no agent, and holds a certificate for each workload of its node.
        var asked = own.Where(proxy => proxy is { Phase: "Running", IsZtunnel: false }).ToList();
        // A node that does not answer holds each question up for a minute.
        using var deadline = new CancellationTokenSource(limit, time);
        var answers = await new ProxySurvey(cluster, journal.Secrets).AskAsync([.. asked.Select(proxy => new ProxyPod(proxy.Namespace, proxy.Pod, proxy.Phase))], cancellation, deadline.Token);
        if (answers.Where(answer => answer.Unasked is not null).ToList() is [var first, ..] silent)
        {
            verdict.Leave($"the certificates of {silent.Count} of {asked.Count} proxies, {first.Pod} for one: {first.Unasked}");
        }

        var certificates = answers.Where(answer => answer.Leaf is not null).ToDictionary(answer => answer.Pod, answer => answer.Leaf!, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var ending = asked.Where(proxy => certificates.TryGetValue($"{proxy}", out var leaf) && leaf.NotAfter - now < (leaf.NotAfter - leaf.NotBefore) / 4).Select(proxy => ($"{proxy}", Ending(certificates[$"{proxy}"], now))).ToList();
        if (ending.Count > 0)
        {
            verdict.Find(GroupedFinding.Of(VerificationFindings.ProxyCertificateEnds, ending, "proxies"));
        }

        return certificates;
    }

    private static string Minutes(TimeSpan span) => ((long)span.TotalMinutes).ToString(CultureInfo.InvariantCulture);

    private static string Ending(Certificate leaf, DateTimeOffset now) => leaf.NotAfter <= now ? $"it ended {Certificate.Moment(leaf.NotAfter)}" : $"it ends {Certificate.Moment(leaf.NotAfter)}, in {Minutes(leaf.NotAfter - now)} min of {Minutes(leaf.NotAfter - leaf.NotBefore)}";
}
