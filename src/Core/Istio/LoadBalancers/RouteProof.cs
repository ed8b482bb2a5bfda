using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// How a proof ended. Failed is null when it holds; Foreign when somebody else's change is why it does not.
internal sealed record ProofOutcome(string? Failed, bool Foreign, int Endpoints);

// Proves by watches that a Service serves where it leads: each port has a ready endpoint among the selected pods, and stays so.
internal sealed class RouteProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    // Longer than an API server takes to come back; never longer than the limit.
    private static readonly TimeSpan ServerPatience = TimeSpan.FromMinutes(2);

    public async Task<ProofOutcome> RunAsync(JsonObject service, TimeSpan limit, TimeSpan steady, CancellationToken cancellation)
    {
        var (ns, name, route) = (service.Namespace()!, service.Name(), Route.Of(service)!);
        var subject = ResourceKind.Service.Describe(ns, name);
        var source = await EndpointSource.FindAsync(cluster, ns, name, cancellation);
        var state = new RouteState(service, route, source);
        var watched = new[]
        {
            (ResourceKind.Service, new ListQuery(ns, FieldSelector: $"metadata.name={name}")),
            (ResourceKind.Pod, new ListQuery(ns, route.Query)),
            (source.Kind, source.Query),
        };

        var text = "no longer waited for";
        try
        {
            await using var feed = new WatchFeed(cluster, watched, limit < ServerPatience ? limit : ServerPatience, time, cancellation);
            var outcome = await FollowAsync(state, feed, subject, limit, steady, cancellation);
            text = outcome.Failed ?? $"{outcome.Endpoints} ready";
            return outcome;
        }
        finally
        {
            journal.Progress(subject, text, finished: true);
        }
    }

    private async Task<ProofOutcome> FollowAsync(RouteState state, WatchFeed feed, string subject, TimeSpan limit, TimeSpan steady, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        TimeSpan? filled = null;
        for (var told = ""; ;)
        {
            var now = time.GetElapsedTime(started);
            if (state.Foreign is { } foreign)
            {
                return new(foreign, true, state.Served);
            }

            if (state.Moved is { } moved)
            {
                return new(moved, false, state.Served);
            }

            var unserved = state.Unserved;
            if (filled is { } since && unserved.Count > 0)
            {
                return new($"endpoints were there and vanished after {TimeLimit.Format(Whole(now - since))}: {Missing(unserved)}", false, state.Served);
            }

            // Pods from before may still be among them, and what counts is that no more are than should be.
            filled ??= unserved.Count == 0 && !state.HasStrays ? now : null;
            if (filled is { } begun && now - begun >= steady)
            {
                return new(null, false, state.Served);
            }

            if (filled is null && now >= limit)
            {
                return new($"endpoints are not filled after {TimeLimit.Format(limit)}: {(unserved.Count > 0 ? Missing(unserved) : "those of the pods from before are still there")}", false, state.Served);
            }

            var next = filled + steady ?? limit;
            feed.WakeAfter(() => next - time.GetElapsedTime(started));
            var text = filled is null ? unserved.Count > 0 ? $"waits for endpoints: {Missing(unserved)}" : "waits for the endpoints from before to go" : $"{state.Served} ready, to stay so for {TimeLimit.Format(steady)}";
            if (text != told)
            {
                journal.Progress(subject, told = text);
            }

            await feed.ReadAsync(state.Apply, cancellation);
        }
    }

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds, 1));

    private static string Missing(IReadOnlyList<JsonObject> ports) =>
        $"{RoutePods.Several(ports.Select(port => $"port {Route.Describe(port)} (target {Route.Target(port).ToJsonString()})"))} {(ports.Count == 1 ? "has" : "have")} no ready endpoint of the selected pods";
}
