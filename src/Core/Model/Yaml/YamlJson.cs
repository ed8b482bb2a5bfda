using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Model.Yaml;

/// <summary>Nodes as JSON: aliases written out, merge keys resolved, and typed as Kubernetes and helm do, by the rules of YAML 1.1 (see <see cref="YamlScalars"/>), unless the caller knows better.</summary>
public static class YamlJson
{
    /// <summary>A value as JSON. Of a key that is there twice the last one counts, as for Kubernetes.</summary>
    /// <param name="node">The value.</param>
    /// <param name="source">What text it is from, for error messages.</param>
    /// <param name="typed">What a scalar is where Kubernetes' rules do not count; keys then are texts as they are written.</param>
    /// <exception cref="YamlSyntaxException">A key is empty, or a merge key has no map.</exception>
    public static JsonNode? ToJson(this YamlNode node, string source, Func<YamlScalar, JsonNode?>? typed = null) => node switch
    {
        YamlMap map => ToObject(map, source, typed),
        YamlList list => new JsonArray([.. list.Items.Select(item => item.ToJson(source, typed))]),
        _ => (typed ?? YamlScalars.ToJson)((YamlScalar)node),
    };

    private static JsonObject ToObject(YamlMap map, string source, Func<YamlScalar, JsonNode?>? typed)
    {
        var (json, merged) = (new JsonObject(), new List<JsonObject>());
        foreach (var entry in map.Entries)
        {
            if (entry.IsMerge)
            {
                merged.AddRange(Merged(entry, source, typed));
            }
            else
            {
                json[typed is null ? Key(entry.Key, source) : entry.Key.Text] = entry.Value.ToJson(source, typed);
            }
        }

        // What the mapping says itself wins over what it merges in, and the first merged one over later ones.
        foreach (var (name, value) in merged.SelectMany(other => other).Where(pair => !json.ContainsKey(pair.Key)).ToList())
        {
            json.TryAdd(name, value?.DeepClone());
        }

        return json;
    }

    private static IEnumerable<JsonObject> Merged(YamlEntry entry, string source, Func<YamlScalar, JsonNode?>? typed) => entry.Value.ToJson(source, typed) switch
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
