using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Core.Model.Objects;

/// <summary>Reads values out of JSON of any shape by path. What is absent, or of another type than asked for, is null (or empty): servers leave out what is zero.</summary>
public static class JsonReaders
{
    /// <summary>Whatever stands at a path, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = node is JsonObject parent && parent.TryGetPropertyValue(key, out var child) ? child : null;
        }

        return node;
    }

    /// <summary>The object at a path, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static JsonObject? Child(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    /// <summary>The text at a path, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => Value<string>(node, path, out var text) ? text : null;

    /// <summary>The whole number at a path, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        // A number that was set in this process, and not read from a server, answers only to its own type.
        Value<long>(node, path, out var number) ? number : Value<int>(node, path, out var small) ? small : null;

    /// <summary>The truth value at a path, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) => Value<bool>(node, path, out var flag) ? flag : null;

    /// <summary>The moment at a path, in UTC, or null.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The objects in the array at a path; none when it is absent.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>Whatever the array at a path holds; nothing when it is absent.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static IEnumerable<JsonNode?> Elements(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray ?? [];

    /// <summary>The texts in the object at a path, such as labels; empty when it is absent.</summary>
    /// <param name="node">Where to start.</param>
    /// <param name="path">The property names on the way.</param>
    public static IReadOnlyDictionary<string, string> Texts(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.At(path) as JsonObject ?? [])
        {
            if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text))
            {
                texts[key] = text;
            }
        }

        return texts;
    }

    private static bool Value<T>(JsonNode? node, ReadOnlySpan<string> path, out T? value)
    {
        value = default;
        return node.At(path) is JsonValue leaf && leaf.TryGetValue(out value);
    }
}
