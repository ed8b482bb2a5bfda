using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Model.Yaml;

/// <summary>Nodes as the JSON that Kubernetes and helm make of them: typed by the rules of YAML 1.1 (see <see cref="YamlScalars"/>), aliases written out, merge keys resolved.</summary>
public static class YamlJson
{
    /// <summary>A value as JSON. Of a key that is there twice the last one counts, as for Kubernetes.</summary>
    /// <param name="node">The value.</param>
    /// <param name="source">What text it is from, for error messages.</param>
    /// <exception cref="YamlSyntaxException">A key is empty, or a merge key has no map.</exception>
    public static JsonNode? ToJson(this YamlNode node, string source) => node switch
    {
        YamlMap map => ToObject(map, source),
        YamlList list => new JsonArray([.. list.Items.Select(item => item.ToJson(source))]),
        _ => YamlScalars.ToJson((YamlScalar)node),
    };

    private static JsonObject ToObject(YamlMap map, string source)
    {
        var (json, merged) = (new JsonObject(), new List<JsonObject>());
        foreach (var entry in map.Entries)
        {
            if (entry.IsMerge)
            {
                merged.AddRange(Merged(entry, source));
            }
            else
            {
                json[Key(entry.Key, source)] = entry.Value.ToJson(source);
            }
        }

        // What the mapping says itself wins over what it merges in, and the first merged one over later ones.
        foreach (var (name, value) in merged.SelectMany(other => other).Where(pair => !json.ContainsKey(pair.Key)).ToList())
        {
            json.TryAdd(name, value?.DeepClone());
        }

        return json;
    }

    private static IEnumerable<JsonObject> Merged(YamlEntry entry, string source) => entry.Value.ToJson(source) switch
    {
        JsonObject one => [one],
        JsonArray several when several.All(item => item is JsonObject) => several.OfType<JsonObject>(),
        _ => throw Wrong(entry.Key, source, "<< takes a mapping or a list of mappings"),
    };

    private static string Key(YamlScalar key, string source) => YamlScalars.ToJson(key) is JsonValue value
        ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()
        : throw Wrong(key, source, "a key is empty");

    private static YamlSyntaxException Wrong(YamlScalar key, string source, string why) => new(source, key.At.Line, key.At.Column, why) { Fault = YamlFault.Value };
}
