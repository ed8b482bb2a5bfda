using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Whether proxies are really served: ready, known to exactly one istiod of their revision, and with all it sent accepted. Changes nothing.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class ProxyCheck(Toolbox tools, RunJournal journal, TimeProvider time)
{
    private const int MostNamed = 10;
    private const int LongestWords = 160;

    // The pause between two rounds of questions to all istiods: an answer of a large mesh has megabytes.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // A push to a large mesh takes seconds.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    /// <summary>Looks at them and tells it.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="choice">Which of them.</param>
    /// <param name="wait">True to go on asking those that are not as they should be, and those that come meanwhile, until all are.</param>
    /// <param name="timeout">How long that may take.</param>
    /// <param name="failOn">From which severity on a finding counts in the summary.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: none is there; <see cref="ExitCode.TimeLimit"/>: some are still not as they should be, they are named; <see cref="ExitCode.Forbidden"/>: pods may not be listed;
    /// else as for <see cref="ICluster"/>. What it finds is in the journal, and ends the run with <see cref="ExitCode.FindingsFound"/>.</exception>
    public async Task RunAsync(MeshOptions options, ProxyChoice choice, bool wait, TimeSpan timeout, Severity failOn, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var cluster = tools.Connect(options.Cluster);
        var lookout = new ProxyLookout(cluster, (options.Istio ?? new()).Namespace, journal, time);
        var pods = new ProxyPods(cluster, choice);
        var seen = await LookAsync(lookout, choice, await pods.RequireAsync(cancellation), cancellation);
        if (wait && seen.Open.Count > 0)
        {
            // Who is gone is told by the first look: in the midst of a rollout every istiod shows some for a moment.
            var late = await WaitAsync(cluster, lookout, choice, seen, () => timeout - time.GetElapsedTime(started), cancellation);
            seen = new(late.Mesh, late.Istiods, seen.Gone);
        }
        else if (seen.Open.Any(IsUnsettled))
        {
            journal.Progress("proxies", $"{seen.Open.Count} of {seen.Proxies.Count} not as they should be, asked again in {TimeLimit.Format(Least(SecondLook, timeout))}");
            await Task.Delay(Least(SecondLook, timeout), time, cancellation);
            seen = await LookAsync(lookout, choice, await pods.ListAsync(cancellation), cancellation);
            journal.Progress("proxies", $"{seen.Open.Count} of {seen.Proxies.Count} not as they should be", finished: true);
        }

        Tell(seen, lookout, failOn);
        if (wait && seen.Open is [_, ..] open)
        {
            throw new MeshException(ExitCode.TimeLimit, $"after {TimeLimit.Format(timeout)} {open.Count} of {seen.Proxies.Count} proxies are not as they should be: {Named(seen, open)}",
                "Read what is found about them, mend it, and wait again; a longer --timeout helps only where pods still start");
        }
    }

    private static async Task<SeenMesh> LookAsync(ProxyLookout lookout, ProxyChoice choice, (Dictionary<(string Namespace, string Pod), ProxyState> Proxies, HashSet<(string Namespace, string Pod)> Seen) pods, CancellationToken cancellation)
    {
        await lookout.HearAsync(cancellation);
        await lookout.AskAsync(pods.Proxies.Values, cancellation);
        var gone = choice.IsWhole ? await lookout.GoneAsync(one => pods.Seen.Contains(one) || (choice.Namespaces.Count > 0 && !choice.Namespaces.Contains(one.Namespace)), cancellation) : [];
        return lookout.See(pods.Proxies.Values, gone);
    }

    // What a push or a reconnection leaves for some seconds; a pod that does not start is another matter.
    private static bool IsUnsettled(ProxyState proxy) => proxy is { IsReady: true } or { AlsoOn.Count: > 0 } or { Sync: not (null or SyncState.Synced) };

    private async Task<SeenMesh> WaitAsync(ICluster cluster, ProxyLookout lookout, ProxyChoice choice, SeenMesh seen, Func<TimeSpan> left, CancellationToken cancellation)
    {
        await using var feed = new ProxyFeed(cluster, choice, left() > TimeSpan.Zero ? left() : FirstPause, time);
        await feed.StartAsync(cancellation);
        // A pod that goes is often followed by another a moment later: all is well only after a round in which none came or went.
        var isMoving = false;
        for (var pause = FirstPause; (seen.Open.Count > 0 || isMoving) && left() > TimeSpan.Zero; pause = seen.Open.Count == 0 ? FirstPause : Least(pause * 2, LongestPause))
        {
            var (open, moves) = (seen.Open, feed.Moves);
            journal.Progress("proxies", open.Count == 0 ? $"{seen.Proxies.Count} as they should be, and pods come and go" : $"{open.Count} of {seen.Proxies.Count} not yet as they should be: {Named(seen, open)}");
            // A change of a pod shortens a pause by half of it at most, so that a rollout of thousands does not become a question for each.
            await Task.Delay(Least(pause / 2, left()), time, cancellation);
            await feed.ChangeAsync(Least(pause / 2, left()), cancellation);
            isMoving = feed.Moves != moves;
            // Where nobody runs that is not settled, no istiod could say anything new.
            var settled = seen.Proxies.Except(open).Select(proxy => (proxy.Namespace, proxy.Pod)).ToHashSet();
            if (feed.Proxies.Any(one => one.Value.Phase == "Running" && !settled.Contains(one.Key)))
            {
                await lookout.HearAsync(cancellation);
            }

            await lookout.AskAsync(feed.Proxies.Values, cancellation);
            seen = lookout.See(feed.Proxies.Values, []);
        }

        journal.Progress("proxies", $"{seen.Well} of {seen.Proxies.Count} as they should be", finished: true);
        return seen;
    }

    private void Tell(SeenMesh seen, ProxyLookout lookout, Severity failOn)
    {
        string[] notEvaluated = [.. seen.NotEvaluated, .. lookout.Untagged is { } untagged ? [untagged] : Array.Empty<string>()];
        var findings = seen.Findings.ToList();
        foreach (var finding in findings)
        {
            journal.Find(finding);
        }

        journal.Note(ProxyText.Of(seen, notEvaluated));
        journal.Attach(ProxyJson.Name, ProxyJson.Of(seen, notEvaluated));
        if (notEvaluated.Length > 0)
        {
            journal.NotEvaluated(string.Join("; ", notEvaluated));
        }

        var problems = findings.Count(finding => finding.Severity >= failOn);
        if (problems > 0 || notEvaluated.Length == 0)
        {
            journal.Summarize($"{seen.Well} of {seen.Proxies.Count} proxies as they should be, on {seen.Istiods.Count} istiod{(seen.Istiods.Count == 1 ? "" : "s")}{(problems > 0 ? $"; {problems} finding{(problems == 1 ? "" : "s")}" : "")}");
        }
    }

    private static string Named(SeenMesh seen, IReadOnlyList<ProxyState> open) =>
        string.Join("; ", open.Take(MostNamed).Select(proxy => $"{proxy}, {Short(seen.TroublesOf(proxy).First(trouble => trouble.MayPass).Seen)}")) + (open.Count > MostNamed ? $"; and {open.Count - MostNamed} more" : "");

    private static string Short(string words) => words.Length > LongestWords ? $"{words[..LongestWords]}…" : words;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other > TimeSpan.Zero ? other : TimeSpan.Zero;
}
