using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Waits by watch until some objects are as they should be.</summary>
internal static class Watching
{
    /// <summary>True as soon as they are; false when the time is over.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="kind">The kind of the objects.</param>
    /// <param name="query">Which of them are looked at.</param>
    /// <param name="done">Judges the objects that are there, by name.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<bool> UntilAsync(
        ICluster cluster, ResourceKind kind, ListQuery query, Func<IReadOnlyDictionary<string, JsonObject>, bool> done, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var live = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        try
        {
            await foreach (var change in cluster.WatchAsync(kind, query, limit, stop.Token))
            {
                if (change.Type == WatchEventType.Deleted)
                {
                    live.Remove(change.Object.Name());
                }
                else
                {
                    live[change.Object.Name()] = change.Object;
                }

                if (done(live))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // What is missing is the caller's to say.
        }

        return false;
    }
}
