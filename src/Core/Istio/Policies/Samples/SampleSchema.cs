using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>The JSON schema of a file of request samples, for editors.</summary>
internal static class SampleSchema
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>The text of pipelines/policy-tests.schema.json.</summary>
    public static string Generate() => new JsonObject
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "policy tests",
        ["type"] = "object",
        ["required"] = new JsonArray("tests"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["tests"] = new JsonObject { ["description"] = "The samples.", ["type"] = "array", ["minItems"] = 1, ["items"] = Of(SampleKeys.OfSample.All) },
        },
    }.ToJsonString(Json) + "\n";

    private static JsonObject Of(IReadOnlyList<SampleKey> keys)
    {
        var node = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Of(key)))) };
        if (keys.Where(key => key.Required).Select(key => (JsonNode)key.Name).ToArray() is { Length: > 0 } required)
        {
            node["required"] = new JsonArray(required);
        }

        return node;
    }

    private static JsonObject Of(SampleKey key)
    {
        var node = key.Value switch
        {
            SampleValue.Request => Of(SampleKeys.OfRequest.All),
            SampleValue.List => new JsonObject { ["type"] = "array", ["items"] = Scalar() },
            SampleValue.Texts => new JsonObject { ["type"] = "object", ["additionalProperties"] = Scalar() },
            SampleValue.Claims => new JsonObject { ["type"] = "object" },
            SampleValue.Port => new JsonObject { ["type"] = new JsonArray("integer", "string"), ["minimum"] = 0, ["maximum"] = 65535 },
            _ => Scalar(),
        };
        node.Insert(0, "description", key.Summary);
        if (key.Choices.Count > 0)
        {
            node["enum"] = new JsonArray([.. key.Choices.Select(choice => (JsonNode)choice)]);
        }

        return node;
    }

    // A bare word that YAML takes for a number or a truth value is the text that stands there.
    private static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };
}
