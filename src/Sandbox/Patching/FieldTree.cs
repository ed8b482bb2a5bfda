using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Patching;

/// <summary>An object as the fields that managers own: paths such as <c>.spec.template.spec.containers[name="web"].image</c>. Lists without a key are one field.</summary>
internal static class FieldTree
{
    // What the server itself writes belongs to nobody.
    private static readonly HashSet<string> Unowned =
        [".apiVersion", ".kind", ".metadata.name", ".metadata.namespace", ".metadata.uid", ".metadata.resourceVersion", ".metadata.generation", ".metadata.creationTimestamp", ".metadata.managedFields"];

    public static Dictionary<string, JsonNode?> Leaves(JsonNode? item, bool keyed)
    {
        var leaves = new Dictionary<string, JsonNode?>();
        Walk(item, "");
        return leaves;

        void Walk(JsonNode? node, string path)
        {
            if (Unowned.Contains(path) || path.StartsWith(".status", StringComparison.Ordinal))
            {
                return;
            }

            if (node is JsonObject { Count: > 0 } map)
            {
                foreach (var (key, value) in map)
                {
                    Walk(value, $"{path}.{key}");
                }
            }
            else if (node is JsonArray { Count: > 0 } list && keyed && Keys(path, list) is { } keys)
            {
                foreach (var entry in list)
                {
                    Walk(entry, path + Step(entry, keys));
                }
            }
            else
            {
                leaves[path] = node;
            }
        }
    }

    /// <summary>The live object with the fields of the applied one in it.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, bool keyed, string path = "")
    {
        if (live is JsonObject into && applied is JsonObject from)
        {
            foreach (var (key, value) in from)
            {
                into[key] = Merge(Detach(into, key), value, keyed, $"{path}.{key}");
            }

            return into;
        }

        if (live is JsonArray there && applied is JsonArray wanted && keyed && Keys(path, wanted) is { } keys)
        {
            foreach (var entry in wanted)
            {
                var step = Step(entry, keys);
                var at = Enumerable.Range(0, there.Count).FirstOrDefault(index => Step(there[index], keys) == step, -1);
                if (at < 0)
                {
                    there.Add(entry?.DeepClone());
                }
                else
                {
                    var old = there[at];
                    there[at] = null;
                    there[at] = Merge(old, entry, keyed, path + step);
                }
            }

            return there;
        }

        return applied?.DeepClone();
    }

    /// <summary>Takes fields out, and what they leave empty.</summary>
    public static void Remove(JsonNode? node, IReadOnlySet<string> gone, bool keyed, string path = "")
    {
        if (node is JsonObject map)
        {
            foreach (var key in map.Select(entry => entry.Key).ToList())
            {
                var child = $"{path}.{key}";
                var had = map[key] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
                Remove(map[key], gone, keyed, child);
                if (gone.Contains(child) || (had && map[key] is JsonObject { Count: 0 } or JsonArray { Count: 0 } && gone.Any(field => field.StartsWith(child, StringComparison.Ordinal))))
                {
                    map.Remove(key);
                }
            }
        }
        else if (node is JsonArray list && keyed && Keys(path, list) is { } keys)
        {
            for (var i = list.Count - 1; i >= 0; i--)
            {
                var child = path + Step(list[i], keys);
                // Without its key an entry is no entry, whatever defaults are left in it.
                if (gone.Contains($"{child}.{keys[0]}"))
                {
                    list.RemoveAt(i);
                }
                else
                {
                    Remove(list[i], gone, keyed, child);
                }
            }
        }
    }

    private static JsonNode? Detach(JsonObject map, string key)
    {
        var value = map[key];
        map.Remove(key);
        return value;
    }

    private static string[]? Keys(string path, JsonArray list) => path[(path.LastIndexOf('.') + 1)..] switch
    {
        "containers" or "initContainers" or "env" or "volumes" or "imagePullSecrets" => ["name"],
        "volumeMounts" => ["mountPath"],
        "ports" when list.All(entry => entry.Whole("containerPort") is not null) => ["containerPort", "protocol"],
        "ports" when list.All(entry => entry.Whole("port") is not null) => ["port", "protocol"],
        "ownerReferences" => ["uid"],
        _ => null,
    };

    private static string Step(JsonNode? entry, string[] keys) =>
        $"[{string.Join(',', keys.Select(key => $"{key}={entry.At(key)?.ToJsonString() ?? (key == "protocol" ? "\"TCP\"" : "null")}"))}]";
}
