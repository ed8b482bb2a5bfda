using System.Text.Json.Nodes;

namespace Mesh.Core.Tests.Configuration;

/// <summary>A key of mesh.yaml as the schema has it.</summary>
internal sealed record Key(string Path, string Type, bool Required, string Default, string Description, string Pattern)
{
    /// <summary>The variable that sets it, with 0 for the first item of a list.</summary>
    public string Variable => "MESH_" + string.Join("__", Path.Replace("[]", ".0", StringComparison.Ordinal).Split('.')
        .Select(part => string.Concat(part.Select(letter => char.IsUpper(letter) ? $"_{letter}" : letter.ToString().ToUpperInvariant()))));
}

/// <summary>Walks the schema.</summary>
internal static class Keys
{
    public static IEnumerable<JsonObject> Records(JsonNode schema) => schema["properties"] is JsonObject properties
        ? properties.SelectMany(property => Records(property.Value!)).Prepend(schema.AsObject())
        : schema["items"] is { } items ? Records(items) : [];

    public static IEnumerable<Key> Of(JsonNode record, string before = "")
    {
        var required = record["required"]?.AsArray().Select(key => (string)key!).ToList() ?? [];
        foreach (var (name, value) in record["properties"]!.AsObject())
        {
            var inner = value!["items"] is { } items && items["properties"] is not null ? items : value;
            yield return new Key(before + name, TypeOf(value), required.Contains(name), value["default"]?.ToJsonString(Plain) ?? "", (string?)value["description"] ?? "", (string?)(value["pattern"] ?? value["items"]?["pattern"]) ?? "");
            foreach (var key in inner["properties"] is null ? [] : Of(inner, $"{before}{name}{(inner == value ? "" : "[]")}."))
            {
                yield return key;
            }
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string TypeOf(JsonNode value)
    {
        var types = value["type"] is JsonArray several ? [.. several.Select(type => (string)type!)] : new[] { (string)value["type"]! };
        return value switch
        {
            _ when types.Contains("array") => $"list of {(value["items"]!["properties"] is null ? "text" : "keys")}",
            _ when types.Contains("string") => "text",
            _ when types.Contains("boolean") => "true or false",
            _ when types.Contains("integer") => "whole number",
            _ when value["properties"] is not null => "keys",
            _ => "any keys with any values",
        };
    }
}
