using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>What a watch has told so far, so that after a gap it can tell the difference. Objects are known by name; a UID tells a successor from its predecessor.</summary>
internal sealed class WatchState
{
    private readonly Dictionary<(string? Namespace, string Name), JsonObject> known = [];
    private HashSet<(string? Namespace, string Name)> listed = [];

    /// <summary>A list begins.</summary>
    public void BeginList() => listed = [];

    /// <summary>A page of the list came.</summary>
    public List<WatchEvent> Listed(IEnumerable<JsonObject> items)
    {
        var events = new List<WatchEvent>();
        foreach (var item in items)
        {
            listed.Add(KeyOf(item));
            Keep(item, events);
        }

        return events;
    }

    /// <summary>The list is whole: what it did not have is gone.</summary>
    public List<WatchEvent> EndList()
    {
        var gone = known.Where(pair => !listed.Contains(pair.Key)).ToList();
        foreach (var (key, _) in gone)
        {
            known.Remove(key);
        }

        listed = [];
        return [.. gone.Select(pair => new WatchEvent(WatchEventType.Deleted, pair.Value))];
    }

    /// <summary>The watch said that an object is there, new or changed.</summary>
    public List<WatchEvent> Seen(JsonObject item)
    {
        var events = new List<WatchEvent>();
        Keep(item, events);
        return events;
    }

    /// <summary>The watch said that an object is gone.</summary>
    public List<WatchEvent> Gone(JsonObject item) =>
        known.TryGetValue(KeyOf(item), out var last) && last.Uid() == item.Uid() && known.Remove(KeyOf(item)) ? [new WatchEvent(WatchEventType.Deleted, item)] : [];

    private void Keep(JsonObject item, List<WatchEvent> events)
    {
        var key = KeyOf(item);
        var before = known.GetValueOrDefault(key);
        if (before is not null && before.Uid() != item.Uid())
        {
            events.Add(new WatchEvent(WatchEventType.Deleted, before));
            before = null;
        }

        if (before is null || before.ResourceVersion() != item.ResourceVersion())
        {
            events.Add(new WatchEvent(before is null ? WatchEventType.Added : WatchEventType.Modified, item));
            known[key] = item;
        }
    }

    private static (string? Namespace, string Name) KeyOf(JsonObject item) => (item.Namespace(), item.Name());
}
