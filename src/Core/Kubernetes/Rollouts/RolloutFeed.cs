using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// The watches of one rollout and an alarm clock, merged into one stream for one reader.
internal sealed class RolloutFeed : IAsyncDisposable
{
    private readonly Channel<(ResourceKind Kind, WatchEvent Change)?> channel = Channel.CreateUnbounded<(ResourceKind, WatchEvent)?>(new() { SingleReader = true });
    private readonly CancellationTokenSource stop;
    private readonly ITimer alarm;
    private readonly Task[] watches;

    public RolloutFeed(ICluster cluster, WorkloadRef workload, JsonObject first, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        alarm = time.CreateTimer(_ => channel.Writer.TryWrite(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var ns = workload.Namespace;
        var selector = LabelSelector.Of(first.Child("spec", "selector")).ToString();
        var itself = Watch(workload.Kind.Resource(), new ListQuery(ns, FieldSelector: $"metadata.name={workload.Name}"));
        var pods = Watch(ResourceKind.Pod, new ListQuery(ns, selector));
        var third = workload.Kind == WorkloadKind.Deployment
            ? Watch(ResourceKind.ReplicaSet, new ListQuery(ns, selector))
            : Watch(ResourceKind.Event, new ListQuery(ns, FieldSelector: $"involvedObject.name={workload.Name}"));
        watches = [itself, pods, third];

        Task Watch(ResourceKind kind, ListQuery query) => PumpAsync(cluster.WatchAsync(kind, query, patience, stop.Token), kind);
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
