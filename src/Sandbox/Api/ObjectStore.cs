using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>The objects, by resource and then by namespace and name, in the order a real server lists them. Its caller holds the gate.</summary>
/// <remarks>What it gives out is the stored object itself: to be read under the gate, never to be changed.</remarks>
internal sealed class ObjectStore
{
    private readonly Dictionary<(string Group, string Plural), SortedDictionary<string, JsonObject>> resources = [];
    private readonly Dictionary<string, Dictionary<string, (ResourceKind Kind, JsonObject Object)>> owned = [];
    private readonly Dictionary<(string Group, string Plural), ResourceKind> kinds = [];
    private readonly List<Subscription> subscriptions = [];
    private long version = 1;

    /// <summary>Told of each change, after it: kind, the object before (null when created) and after (null when removed).</summary>
    public event Action<ResourceKind, JsonObject?, JsonObject?>? Changed;

    public JsonObject? Get(ResourceKind kind, string? ns, string name) => Of(kind).GetValueOrDefault(Key(kind, ns, name));

    public IEnumerable<JsonObject> List(ResourceKind kind, string? ns = null) => ns is null ? Of(kind).Values : Of(kind).Values.Where(item => item.Namespace() == ns);

    /// <summary>What the controller with this UID owns.</summary>
    public IEnumerable<JsonObject> Owned(string uid, ResourceKind kind) =>
        owned.GetValueOrDefault(uid)?.Values.Where(entry => entry.Kind == kind).Select(entry => entry.Object) ?? [];

    /// <summary>All objects in a namespace, or all that name an owner.</summary>
    public IEnumerable<(ResourceKind Kind, JsonObject Object)> Where(Func<JsonObject, bool> matches) =>
        [.. kinds.SelectMany(entry => resources[entry.Key].Values.Where(matches).Select(item => (entry.Value, item)))];

    /// <summary>Stores an object, new or changed, under the next resource version.</summary>
    public JsonObject Put(ResourceKind kind, JsonObject item)
    {
        item = item.Normalize();
        item.Ensure("metadata")["resourceVersion"] = (++version).ToString(CultureInfo.InvariantCulture);
        var key = Key(kind, item.Namespace(), item.Name());
        var before = Of(kind).GetValueOrDefault(key);
        Of(kind)[key] = item;
        Own(kind, before, item);
        Tell(kind, before, item);
        return item;
    }

    public void Remove(ResourceKind kind, JsonObject item)
    {
        if (Of(kind).Remove(Key(kind, item.Namespace(), item.Name()), out var before))
        {
            // The last word on an object carries a version of its own, as a real server's does.
            var last = before.Copy();
            last.Ensure("metadata")["resourceVersion"] = (++version).ToString(CultureInfo.InvariantCulture);
            Own(kind, before, null);
            subscriptions.ForEach(subscription => subscription.Tell(kind, before, null, last));
            Changed?.Invoke(kind, before, null);
        }
    }

    public Subscription Subscribe(ResourceKind kind, Func<JsonObject, bool> matches)
    {
        var subscription = new Subscription(kind, matches);
        foreach (var item in List(kind))
        {
            subscription.Tell(kind, null, item, item);
        }

        subscriptions.Add(subscription);
        return subscription;
    }

    public void Unsubscribe(Subscription subscription) => subscriptions.Remove(subscription);

    private void Tell(ResourceKind kind, JsonObject? before, JsonObject after)
    {
        subscriptions.ForEach(subscription => subscription.Tell(kind, before, after, after));
        Changed?.Invoke(kind, before, after);
    }

    private void Own(ResourceKind kind, JsonObject? before, JsonObject? after)
    {
        if (before?.ControllerUid() is { } old && owned.TryGetValue(old, out var items))
        {
            items.Remove(before.Uid());
            if (items.Count == 0)
            {
                owned.Remove(old);
            }
        }

        if (after?.ControllerUid() is { } owner)
        {
            if (!owned.TryGetValue(owner, out var list))
            {
                owned[owner] = list = [];
            }

            list[after.Uid()] = (kind, after);
        }
    }

    private SortedDictionary<string, JsonObject> Of(ResourceKind kind)
    {
        var resource = (kind.Group, kind.Plural);
        if (!resources.TryGetValue(resource, out var items))
        {
            resources[resource] = items = new(StringComparer.Ordinal);
            kinds[resource] = kind;
        }

        return items;
    }

    private static string Key(ResourceKind kind, string? ns, string name) => kind.Namespaced ? $"{ns}/{name}" : name;
}
