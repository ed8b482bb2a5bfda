using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Patching;

/// <summary>RFC 6901: the path of a value in a JSON document, and what a JSON patch does there.</summary>
internal static class JsonPointer
{
    public static string[] Parse(string text) => text switch
    {
        "" => [],
        ['/', ..] => [.. text[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))],
        _ => throw new FormatException($"'{text}' does not begin with a slash"),
    };

    /// <summary>The value, which has to be there (it may be null).</summary>
    public static JsonNode? Get(JsonNode? root, ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            root = root switch
            {
                JsonObject map when map.TryGetPropertyValue(step, out var value) => value,
                JsonArray list when Index(step, list.Count - 1) is { } index => list[index],
                _ => throw Missing(step),
            };
        }

        return root;
    }

    /// <summary>The value, or null when it is not there.</summary>
    public static JsonNode? Find(JsonNode? root, ReadOnlySpan<string> path)
    {
        try
        {
            return Get(root, path);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static JsonNode? Add(JsonNode? root, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        switch (Get(root, path[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                return root;
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                return root;
            case JsonArray list when Index(path[^1], list.Count) is { } index:
                list.Insert(index, value);
                return root;
            default:
                throw Missing(path[^1]);
        }
    }

    public static JsonNode? Remove(JsonNode? root, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return null;
        }

        switch (Get(root, path[..^1]))
        {
            case JsonObject map when map.Remove(path[^1]):
                return root;
            case JsonArray list when Index(path[^1], list.Count - 1) is { } index:
                list.RemoveAt(index);
                return root;
            default:
                throw Missing(path[^1]);
        }
    }

    private static int? Index(string text, int last) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last && (text == "0" || text[0] != '0') ? index : null;

    private static InvalidOperationException Missing(string step) => new($"there is no '{step}'");
}
