using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Patching;

/// <summary>Which manager set which field of which object last, as server-side apply needs to know it.</summary>
internal sealed class Ownership
{
    private readonly Dictionary<string, Dictionary<Manager, HashSet<string>>> objects = [];

    /// <summary>The fields of others that an apply would change, by manager.</summary>
    public IEnumerable<(Manager Manager, List<string> Fields)> Conflicts(string uid, Manager applier, Dictionary<string, JsonNode?> live, Dictionary<string, JsonNode?> wanted) =>
        from entry in objects.GetValueOrDefault(uid) ?? []
        where !entry.Key.Is(applier)
        let fields = wanted.Keys.Where(field => entry.Value.Contains(field) && !(live.TryGetValue(field, out var value) && JsonNode.DeepEquals(value, wanted[field]))).Order(StringComparer.Ordinal).ToList()
        where fields.Count > 0
        select (entry.Key, fields);

    /// <summary>The fields that a manager applied before, does not apply any more and nobody else owns.</summary>
    public HashSet<string> Abandoned(string uid, Manager applier, IEnumerable<string> wanted)
    {
        var all = objects.GetValueOrDefault(uid) ?? [];
        var abandoned = all.Where(entry => entry.Key.Is(applier)).SelectMany(entry => entry.Value).Except(wanted).ToHashSet();
        abandoned.ExceptWith(all.Where(entry => !entry.Key.Is(applier)).SelectMany(entry => entry.Value));
        return abandoned;
    }

    /// <summary>An apply went through: these fields, and no others, are the manager's; those it changed are nobody else's.</summary>
    public void Applied(string uid, Manager applier, IEnumerable<string> wanted, IEnumerable<string> taken)
    {
        var all = Of(uid);
        foreach (var other in all.Keys.Where(manager => !manager.Is(applier)))
        {
            all[other].ExceptWith(taken);
        }

        Set(all, applier, [.. wanted]);
    }

    /// <summary>A create or a patch went through: what it changed is the manager's.</summary>
    public void Updated(string uid, Manager manager, Dictionary<string, JsonNode?> before, Dictionary<string, JsonNode?> after)
    {
        var changed = after.Where(field => !before.TryGetValue(field.Key, out var old) || !JsonNode.DeepEquals(old, field.Value)).Select(field => field.Key).ToHashSet();
        var lost = changed.Concat(before.Keys.Except(after.Keys)).ToHashSet();
        var all = Of(uid);
        foreach (var fields in all.Values)
        {
            fields.ExceptWith(lost);
        }

        if (changed.Count > 0)
        {
            changed.UnionWith(all.Where(entry => entry.Key.Is(manager)).SelectMany(entry => entry.Value));
            Set(all, manager, changed);
        }
    }

    public void Forget(string uid) => objects.Remove(uid);

    private Dictionary<Manager, HashSet<string>> Of(string uid)
    {
        if (!objects.TryGetValue(uid, out var all))
        {
            objects[uid] = all = [];
        }

        return all;
    }

    private static void Set(Dictionary<Manager, HashSet<string>> all, Manager manager, HashSet<string> fields)
    {
        foreach (var old in all.Keys.Where(other => other.Is(manager)).ToList())
        {
            all.Remove(old);
        }

        all[manager] = fields;
    }
}
