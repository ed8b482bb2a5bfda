using System.Threading.Channels;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Keeps up with the pods that are meant, by watch. Not thread-safe.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="choice">Which are meant.</param>
/// <param name="patience">How long the server may be away.</param>
/// <param name="time">The clock.</param>
internal sealed class ProxyFeed(ICluster cluster, ProxyChoice choice, TimeSpan patience, TimeProvider time) : IAsyncDisposable
{
    // A watch of a namespace without pods tells nothing; one with pods begins with them at once.
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(2);

    private readonly Channel<WatchEvent> events = Channel.CreateUnbounded<WatchEvent>(new() { SingleReader = true });
    private readonly CancellationTokenSource ending = new();
    private Dictionary<(string Namespace, string Pod), ProxyState> proxies = [];
    private Task watching = Task.CompletedTask;

    /// <summary>The proxies as they are now, by namespace and pod.</summary>
    public IReadOnlyDictionary<(string Namespace, string Pod), ProxyState> Proxies => proxies;

    /// <summary>How often one has come or gone.</summary>
    public int Moves { get; private set; }

    /// <summary>Begins. The watch goes first and the list after it, so that no pod that vanishes in between is kept for ever.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        watching = Task.WhenAll(choice.Queries.Select(PumpAsync));
        await WaitAsync(Beginning, cancellation);
        (proxies, _) = await new ProxyPods(cluster, choice).ListAsync(cancellation);
        Take();
    }

    /// <summary>Waits for a change of a pod that matters, or for so long.</summary>
    /// <param name="limit">How long at most.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">The watch has failed: as for <see cref="ICluster.WatchAsync"/>.</exception>
    public async Task ChangeAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (!Take() && limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero && await WaitAsync(left, cancellation))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task PumpAsync(ListQuery query)
    {
        try
        {
            await foreach (var change in cluster.WatchAsync(ResourceKind.Pod, query, patience, ending.Token))
            {
                events.Writer.TryWrite(change);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (MeshException failure)
        {
            events.Writer.TryComplete(failure);
        }
    }

    private async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await events.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    // True where something changed that decides about a proxy.
    private bool Take()
    {
        var matters = false;
        while (events.Reader.TryRead(out var change))
        {
            var name = (change.Object.Namespace() ?? "", change.Object.Name());
            if (choice.Means(name.Item1, name.Item2))
            {
                matters |= change.Type != WatchEventType.Deleted && ProxyState.TryOf(change.Object) is { } proxy ? Put(name, proxy) : Remove(name);
            }
        }

        return matters;
    }

    private bool Put((string Namespace, string Pod) name, ProxyState proxy)
    {
        var before = proxies.GetValueOrDefault(name);
        proxies[name] = proxy;
        Moves += before is null ? 1 : 0;
        return before is null || (before.Phase, before.IsReady, before.Restarts, before.Revision) != (proxy.Phase, proxy.IsReady, proxy.Restarts, proxy.Revision);
    }

    private bool Remove((string Namespace, string Pod) name)
    {
        var isGone = proxies.Remove(name);
        Moves += isGone ? 1 : 0;
        return isGone;
    }
}
