using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Helm;

/// <summary>Turns <see cref="HelmRelease.Set"/> and <see cref="HelmRelease.Clear"/> into one values object that is handed to helm last, so that it wins.</summary>
internal static class ValuesOverlay
{
    /// <summary>Values for helm, or null when there is nothing to set or clear.</summary>
    /// <param name="release">The release.</param>
    /// <param name="files">
    /// Its values files, parsed, in their order. A list in a later file replaces one in an earlier file, so an index needs the list it is an index of. (A list that only the chart's own defaults have is replaced, as --set does.)
    /// </param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> for a path that cannot be read, or two that contradict each other.</exception>
    public static JsonObject? Of(HelmRelease release, IEnumerable<JsonObject> files)
    {
        if (release.Set.Count == 0 && release.Clear.Count == 0)
        {
            return null;
        }

        var merged = new JsonObject();
        foreach (var file in files)
        {
            Merge(merged, file);
        }

        var leaves = release.Set.SelectMany(pair => Leaves(pair.Key, ValuesPath.Parse(pair.Key), pair.Value)).ToList();
        RefuseContradictions(leaves);
        var overlay = new JsonObject();
        foreach (var leaf in leaves)
        {
            Put(overlay, merged, leaf.Steps, leaf.Value);
        }

        foreach (var path in release.Clear)
        {
            var steps = ValuesPath.Parse(path);
            if (leaves.FirstOrDefault(leaf => leaf.Steps.Count < steps.Count && Meet(leaf.Steps, steps)) is { } set)
            {
                throw Contradiction(set.Path, path);
            }

            // What is cleared as a whole is cleared in all its parts.
            if (!release.Clear.Select(ValuesPath.Parse).Any(other => other.Count < steps.Count && Meet(other, steps)))
            {
                Put(overlay, merged, steps, null);
            }
        }

        return overlay;
    }

    /// <summary>The values that a release is given, without what is cleared: generated, its files, what is set.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>, <see cref="ExitCode.MalformedInput"/> for a values file.</exception>
    public static JsonObject Given(HelmRelease release)
    {
        var files = ValuesFile.Read(release);
        var merged = new JsonObject();
        foreach (var part in files.Append(Of(release with { Clear = [] }, files) ?? []))
        {
            Merge(merged, part);
        }

        return merged;
    }

    private static IEnumerable<Leaf> Leaves(string path, IReadOnlyList<object> steps, JsonNode? value) =>
        value is JsonObject { Count: > 0 } map ? map.SelectMany(pair => Leaves(path, [.. steps, pair.Key], pair.Value)) : [new Leaf(path, steps, value)];

    private static void RefuseContradictions(List<Leaf> leaves)
    {
        for (var i = 0; i < leaves.Count; i++)
        {
            if (leaves.Take(i).FirstOrDefault(other => Meet(other.Steps, leaves[i].Steps)) is { } first)
            {
                throw Contradiction(first.Path, leaves[i].Path);
            }
        }
    }

    // Whether one of two paths leads through the other's end, or they take the same place for a list and for a mapping.
    private static bool Meet(IReadOnlyList<object> left, IReadOnlyList<object> right)
    {
        foreach (var (one, other) in left.Zip(right))
        {
            if (!one.Equals(other))
            {
                return one.GetType() != other.GetType();
            }
        }

        return true;
    }

    private static void Put(JsonObject root, JsonNode? known, IReadOnlyList<object> steps, JsonNode? value)
    {
        JsonNode at = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            known = Child(known, steps[i]);
            var next = Child(at, steps[i]);
            if ((next, steps[i + 1]) is not ((JsonObject, string) or (JsonArray, int)))
            {
                next = steps[i + 1] is string ? new JsonObject() : (known as JsonArray)?.DeepClone() ?? new JsonArray();
                Store(at, steps[i], next);
            }

            at = next!;
        }

        Store(at, steps[^1], value?.DeepClone());
    }

    private static JsonNode? Child(JsonNode? node, object step) => (node, step) switch
    {
        (JsonObject map, string key) => map[key],
        (JsonArray array, int index) => index < array.Count ? array[index] : null,
        _ => null,
    };

    private static void Store(JsonNode node, object step, JsonNode? value)
    {
        if (node is JsonObject map)
        {
            map[(string)step] = value;
            return;
        }

        var array = (JsonArray)node;
        while (array.Count <= (int)step)
        {
            array.Add(null);
        }

        array[(int)step] = value;
    }

    // As helm merges values files: mappings key by key, anything else whole.
    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
        {
            if (into[key] is JsonObject below && value is JsonObject more)
            {
                Merge(below, more);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }

    private static MeshException Contradiction(string one, string other) => new(ExitCode.MalformedInput,
        $"The values paths '{one}' and '{other}' contradict each other: the same place would be set twice, or be a single value and have parts",
        "Keep one of them under set or clear");

    /// <summary>One value that is no mapping, and where it belongs.</summary>
    private sealed record Leaf(string Path, IReadOnlyList<object> Steps, JsonNode? Value);
}
