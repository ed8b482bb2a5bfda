using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>Takes the secrets out of an object, knowing what its places mean: variables, arguments, annotations, data.</summary>
internal static class ObjectScrubber
{
    // An annotation may hold an object, and that another one.
    private const int Deepest = 4;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 200 };

    /// <summary>Scrubs the object itself.</summary>
    /// <param name="item">The object.</param>
    public static void Scrub(JsonObject item) => Map(item, 0);

    private static void Map(JsonObject map, int depth)
    {
        // { name: DB_PASSWORD, value: x } is how variables, headers and helm's values say it.
        var named = map.Text("name") ?? map.Text("key");
        foreach (var (key, value) in map.ToList())
        {
            switch (value)
            {
                case JsonObject child:
                    Map(child, depth);
                    break;
                case JsonArray list:
                    List(list, SecretNames.Is(key) && key is not "secrets" && list.All(part => part is JsonValue), depth);
                    break;
                case JsonValue leaf when leaf.TryGetValue<string>(out var text):
                    var clean = SecretNames.Is(key == "value" && named is not null ? named : key) && text.Length > 0 ? Hidden(text) : Value(text, depth);
                    if (!ReferenceEquals(clean, text) && clean != text)
                    {
                        map[key] = clean;
                    }

                    break;
            }
        }
    }

    private static void List(JsonArray list, bool secret, int depth)
    {
        var expected = false;
        for (var at = 0; at < list.Count; at++)
        {
            switch (list[at])
            {
                case JsonObject child:
                    Map(child, depth);
                    expected = false;
                    break;
                case JsonArray inner:
                    List(inner, secret, depth);
                    break;
                case JsonValue leaf when leaf.TryGetValue<string>(out var text):
                    // --password and its value may be two arguments.
                    var clean = secret || (expected && !text.StartsWith('-')) ? Hidden(text) : Value(text, depth);
                    expected = text.StartsWith('-') && !text.Contains('=', StringComparison.Ordinal) && SecretNames.Is(text.TrimStart('-'));
                    if (clean != text)
                    {
                        list[at] = clean;
                    }

                    break;
            }
        }
    }

    // $(DB_PASSWORD) says which variable it is, and that is worth knowing.
    private static string Hidden(string text) => text is "true" or "false" || (text.StartsWith("$(", StringComparison.Ordinal) && text.EndsWith(')') && text.IndexOf('(', 2) < 0) ? text : Scrubber.Mask;

    private static string Value(string text, int depth)
    {
        if (Kubeconfigs.Is(text))
        {
            return Scrubber.Mask;
        }

        return text.Length > 1 && text[0] is '{' or '[' && depth < Deepest && Inner(text, depth + 1) is { } inner ? inner : Scrubber.Text(text);
    }

    // What kubectl applied last is the whole object once more, as text.
    private static string? Inner(string text, int depth)
    {
        try
        {
            switch (JsonNode.Parse(text, documentOptions: Reading))
            {
                case JsonObject map:
                    Map(map, depth);
                    return map.ToJsonString();
                case JsonArray list:
                    List(list, secret: false, depth);
                    return list.ToJsonString();
                default:
                    return null;
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // It only begins like JSON, names a key twice, or holds half of a letter.
            return null;
        }
    }
}
