using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Watches: what is there first, then what happens, in order.</summary>
public abstract class WatchContract : ClusterContract
{
    [Test]
    public async Task A_watch_begins_with_what_is_there_and_goes_on_with_what_happens()
    {
        await MakeAsync("one", """{"a":"1"}""", """{"w":"1"}""");
        var seen = new List<string>();
        await foreach (var change in Cluster.WatchAsync(ResourceKind.ConfigMap, new ListQuery(Namespace, "w=1"), Patience, Cancellation))
        {
            seen.Add($"{change.Type} {Text(change.Object, "metadata", "name")} {Text(change.Object, "data", "a")}");
            switch (seen.Count)
            {
                case 1:
                    await MakeAsync("two", """{"a":"1"}""", """{"w":"1"}""");
                    await PatchAsync(ResourceKind.ConfigMap, "two", PatchType.Merge, """{"data":{"a":"2"}}""");
                    await PatchAsync(ResourceKind.ConfigMap, "one", PatchType.Merge, """{"data":{"a":"3"}}""");
                    await Cluster.DeleteAsync(ResourceKind.ConfigMap, Namespace, "one", false, Cancellation);
                    break;
                case 5:
                    Assert.That(seen, Is.EqualTo(new[] { "Added one 1", "Added two 1", "Modified two 2", "Modified one 3", "Deleted one 3" }));
                    return;
            }
        }
    }

    [Test]
    public async Task What_stops_to_match_is_deleted_for_the_watcher_and_what_begins_to_is_added()
    {
        await MakeAsync("one", labels: """{"w":"1"}""");
        var seen = new List<WatchEventType>();
        await foreach (var change in Cluster.WatchAsync(ResourceKind.ConfigMap, new ListQuery(Namespace, "w=1"), Patience, Cancellation))
        {
            seen.Add(change.Type);
            switch (seen.Count)
            {
                case 1:
                    await PatchAsync(ResourceKind.ConfigMap, "one", PatchType.Merge, """{"metadata":{"labels":{"w":"2"}}}""");
                    await PatchAsync(ResourceKind.ConfigMap, "one", PatchType.Merge, """{"metadata":{"labels":{"w":"1"}}}""");
                    break;
                case 3:
                    Assert.That(seen, Is.EqualTo(new[] { WatchEventType.Added, WatchEventType.Deleted, WatchEventType.Added }));
                    return;
            }
        }
    }

    [Test]
    public async Task Every_watcher_sees_everything()
    {
        var first = UntilAsync(ResourceKind.ConfigMap, "w=1", item => Text(item, "metadata", "name") == "three");
        var second = UntilAsync(ResourceKind.ConfigMap, "w=1", item => Text(item, "metadata", "name") == "three");
        foreach (var name in (string[])["one", "two", "three"])
        {
            await MakeAsync(name, labels: """{"w":"1"}""");
        }

        Assert.That(Names([await first, await second]), Is.EqualTo(new[] { "three", "three" }));
    }

    [Test]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await MakeAsync("one", labels: """{"w":"1"}""");
        var watching = Task.Run(async () =>
        {
            await foreach (var _ in Cluster.WatchAsync(ResourceKind.ConfigMap, new ListQuery(Namespace, "w=1"), Patience, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        Assert.That(async () => await watching, Throws.InstanceOf<OperationCanceledException>());
    }
}
