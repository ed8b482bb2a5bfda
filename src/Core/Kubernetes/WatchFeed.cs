using System.Threading.Channels;

namespace Mesh.Core.Kubernetes;

// Several watches and an alarm clock, merged into one stream for one reader.
internal sealed class WatchFeed : IAsyncDisposable
{
    private readonly Channel<(ResourceKind Kind, WatchEvent Change)?> channel = Channel.CreateUnbounded<(ResourceKind, WatchEvent)?>(new() { SingleReader = true });
    private readonly CancellationTokenSource stop;
    private readonly ITimer alarm;
    private readonly Task[] watches;

    public WatchFeed(ICluster cluster, IEnumerable<(ResourceKind Kind, ListQuery Query)> watched, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        alarm = time.CreateTimer(_ => channel.Writer.TryWrite(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        watches = [.. watched.Select(one => PumpAsync(cluster.WatchAsync(one.Kind, one.Query, patience, stop.Token), one.Kind))];
    }

    public void WakeAfter(Func<TimeSpan> remaining)
    {
        TimeSpan delay;
        do
        {
            delay = remaining();
            alarm.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        // The clock has jumped in between: the machine slept, or a test moved it on.
        while (delay - remaining() > TimeSpan.FromMilliseconds(100));
    }

    // Waits for something to happen, then hands over all that has happened.
    public async Task ReadAsync(Action<ResourceKind, WatchEvent> apply, CancellationToken cancellation)
    {
        await channel.Reader.WaitToReadAsync(cancellation);
        while (channel.Reader.TryRead(out var item))
        {
            if (item is { } happened)
            {
                apply(happened.Kind, happened.Change);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(watches);
        await alarm.DisposeAsync();
        stop.Dispose();
    }

    private async Task PumpAsync(IAsyncEnumerable<WatchEvent> watch, ResourceKind kind)
    {
        try
        {
            await foreach (var change in watch)
            {
                channel.Writer.TryWrite((kind, change));
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception error)
        {
            channel.Writer.TryComplete(error);
        }
    }
}
