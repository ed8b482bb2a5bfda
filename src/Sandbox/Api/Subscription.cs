using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.Core.Kubernetes;

namespace Mesh.Sandbox.Api;

/// <summary>One watch: what matches its selectors, in the order it happened.</summary>
internal sealed class Subscription(ResourceKind kind, Func<JsonObject, bool> matches)
{
    private readonly Channel<WatchEvent> events = Channel.CreateUnbounded<WatchEvent>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<WatchEvent> Events => events.Reader;

    /// <param name="changed">The kind of the object.</param>
    /// <param name="before">As it was; null when new.</param>
    /// <param name="after">As it is; null when gone.</param>
    /// <param name="shown">What the watcher is given.</param>
    public void Tell(ResourceKind changed, JsonObject? before, JsonObject? after, JsonObject shown)
    {
        if (changed.Plural != kind.Plural || changed.Group != kind.Group)
        {
            return;
        }

        // An object that no longer matches is gone for this watcher, one that begins to match is new.
        var type = (before is not null && matches(before), after is not null && matches(after)) switch
        {
            (false, true) => WatchEventType.Added,
            (true, true) => WatchEventType.Modified,
            (true, false) => WatchEventType.Deleted,
            _ => (WatchEventType?)null,
        };
        if (type is not null)
        {
            events.Writer.TryWrite(new WatchEvent(type.Value, shown.Copy()));
        }
    }
}
