using System.Globalization;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Revisions.Gates;

/// <summary>Judges a batch whose workloads were restarted.</summary>
internal sealed class BatchGate(UpgradeContext context)
{
    private const int MostNamed = 5;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Every criterion, in order. Those about the proxies' state are waited for; the user's command is asked last, and only where nothing else has failed.</summary>
    /// <param name="restarted">What became of the restarts.</param>
    /// <param name="namespaces">The namespaces of the batch.</param>
    /// <param name="revision">The revision they are on now.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Criterion>> JudgeAsync(RestartOutcome restarted, IReadOnlyList<string> namespaces, string revision, CancellationToken cancellation)
    {
        var options = context.Istio.Upgrade;
        List<Criterion> criteria = [Missing(restarted, options.MaxMissing)];
        criteria.AddRange(criteria[0].Verdict == GateVerdict.Failed || restarted.Wanted == 0 ? [] : await SyncAsync(namespaces, cancellation));
        if (options.Metric.Count > 0)
        {
            criteria.Add(criteria.Exists(one => one.Verdict == GateVerdict.Failed)
                ? new("metric", GateVerdict.NotEvaluated, "the batch goes back anyway", "0")
                : await new MetricCommand(context).AskAsync(namespaces, revision, cancellation));
        }

        return criteria;
    }

    /// <summary>The share of proxies that did not come back.</summary>
    internal static Criterion Missing(RestartOutcome restarted, int percent)
    {
        var missing = restarted.Wanted - restarted.Back;
        var share = restarted.Wanted == 0 ? 0 : 100m * missing / restarted.Wanted;
        var figure = restarted.Wanted == 0 ? "no proxy is wanted here"
            : $"{missing} of {restarted.Wanted} proxies ({share.ToString("0.#", CultureInfo.InvariantCulture)}%) did not come back{(restarted.Failures.Count == 0 ? "" : $": {Few(restarted.Failures)}")}";
        return new("missing", share > percent ? GateVerdict.Failed : GateVerdict.Passed, figure, $"{percent}%");
    }

    private async Task<IReadOnlyList<Criterion>> SyncAsync(IReadOnlyList<string> namespaces, CancellationToken cancellation)
    {
        for (var started = context.Time.GetTimestamp(); ;)
        {
            MeshProxies answer;
            try
            {
                answer = await context.Parts.Proxies(cancellation);
            }
            catch (MeshException exception) when (exception.ExitCode is ExitCode.Forbidden or ExitCode.Unavailable or ExitCode.NoInput or ExitCode.Refused or ExitCode.TimeLimit)
            {
                answer = new([], [exception.Reason]);
            }

            var criteria = Sync(answer, namespaces);
            if (criteria.All(one => one.Verdict != GateVerdict.Failed) || context.Time.GetElapsedTime(started) >= context.BatchTimeout)
            {
                context.Journal.Progress("sync", criteria[0].ToString(), finished: true);
                return criteria;
            }

            context.Journal.Progress("sync", string.Join("; ", criteria));
            await Task.Delay(Look, context.Time, cancellation);
        }
    }

    /// <summary>Out of sync and rejected, as the istiods say it.</summary>
    internal IReadOnlyList<Criterion> Sync(MeshProxies answer, IReadOnlyList<string> namespaces)
    {
        var options = context.Istio.Upgrade;
        var own = answer.Proxies.Where(proxy => namespaces.Contains(proxy.Namespace, StringComparer.Ordinal)).ToList();
        // A proxy that no istiod knows may be known by one that could not be asked.
        var unknown = own.Where(proxy => proxy.Sync is null).ToList();
        var stale = own.Where(proxy => proxy.Sync is SyncState.Stale or SyncState.NotSent || (proxy.Sync is null && answer.NotAsked.Count == 0)).ToList();
        var rejected = own.Where(proxy => proxy.Sync == SyncState.Rejected).ToList();
        var unasked = answer.NotAsked.Count == 0 || unknown.Count == 0 ? null
            : $"{unknown.Count} of {own.Count} proxies are known to no istiod that answered; not asked: {Few(answer.NotAsked)}";
        if (own.Count == 0 && answer.NotAsked.Count > 0)
        {
            unasked = $"no istiod could be asked: {Few(answer.NotAsked)}";
        }

        return
        [
            Judge("out-of-sync", stale, options.MaxOutOfSync, "out of sync", proxy => proxy.Sync is null ? "known to no istiod" : $"{proxy.Sync}"),
            Judge("rejected", rejected, options.MaxRejected, "refuse their configuration", proxy => proxy.LastError ?? "without a reason"),
        ];

        Criterion Judge(string name, List<ProxyState> bad, int limit, string what, Func<ProxyState, string> why)
        {
            var limitText = limit.ToString(CultureInfo.InvariantCulture);
            var figure = $"{bad.Count} of {own.Count} proxies {what}{(bad.Count == 0 ? "" : $": {Few([.. bad.Select(proxy => $"{proxy.Namespace}/{proxy.Pod}: {why(proxy)}")])}")}";
            return bad.Count > limit ? new(name, GateVerdict.Failed, figure, limitText)
                : unasked is not null ? new(name, GateVerdict.NotEvaluated, unasked, limitText)
                : new(name, GateVerdict.Passed, figure, limitText);
        }
    }

    /// <summary>The first few of a list, made fit for one line.</summary>
    internal static string Few(IReadOnlyList<string> all) =>
        string.Join("; ", all.Take(MostNamed).Select(one => Printable.OneLine(one) is { Length: > 300 } line ? $"{line[..300]}…" : Printable.OneLine(one))) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
}
