using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mesh.Core.Configuration.Loading;
using Mesh.Core.Configuration.Rules;
using Mesh.Core.Findings;

namespace Mesh.Core.Configuration;

/// <summary>The JSON schema of mesh.yaml, for editors and for whoever checks the file elsewhere.</summary>
/// <remarks>
/// What it accepts the loader accepts, but for what it cannot say: items that are there twice, durations beyond a day, numbers beyond 32 bits, tags, and bare words that would not stay as they are written.
/// Its descriptions are the XML documentation of the option types.
/// </remarks>
public static class MeshSchema
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    // A bare word that YAML reads as a switch or a number is text where text is asked for, so the schema lets it be one wherever its form would.
    private static readonly (string Type, string Example)[] BareWords = [("boolean", "true"), ("integer", "1"), ("number", "1.5")];

    /// <summary>The schema as the text of pipelines/mesh.schema.json.</summary>
    /// <exception cref="MeshException">66 when Mesh.Core.xml does not lie beside the assembly.</exception>
    public static string Generate()
    {
        var descriptions = Descriptions.Read();
        var schema = Of(typeof(MeshOptions), descriptions);

        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "mesh.yaml");

        // An empty file means the defaults.
        schema["type"] = Names(["object", "null"]);
        return schema.ToJsonString(Json) + "\n";
    }

    private static JsonObject Of(Type type, Descriptions descriptions) => Json.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Refine(context, node.AsObject(), descriptions),
    }).AsObject();

    private static JsonObject Refine(JsonSchemaExporterContext context, JsonObject node, Descriptions descriptions)
    {
        // A type that was met before comes as a reference, beside which draft 7 lets nothing else stand.
        node = node.ContainsKey("$ref") ? Of(context.TypeInfo.Type, descriptions) : node;
        var refined = new JsonObject();
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            var option = new Option(property);
            refined["description"] = descriptions.Of(property);
            RefineValue(option, option.Shape.Kind == ShapeKind.List ? node["items"]!.AsObject() : node);
            if (!option.Required)
            {
                node["type"] = Names(Types(node).Append("null").Distinct());
            }

            if (Default(option) is { } initial)
            {
                node["default"] = initial;
            }
        }

        if (Shape.Of(context.TypeInfo.Type) is { OneOf: { } rule })
        {
            var each = rule.Keys.Select(key => (JsonNode)new JsonObject
            {
                ["required"] = new JsonArray(key),
                ["properties"] = new JsonObject { [key] = new JsonObject { ["not"] = new JsonObject { ["type"] = "null" } } },
            }).ToArray();
            var rules = rule.OrNone ? new JsonObject { ["allOf"] = new JsonArray(each) } : null;
            node[rule.OrNone ? "not" : "oneOf"] = rules ?? (JsonNode)new JsonArray(each);
        }

        foreach (var (key, value) in node.ToList())
        {
            node.Remove(key);
            refined[key] = value;
        }

        return refined;
    }

    private static void RefineValue(Option option, JsonObject value)
    {
        if ((option.Shape.Item ?? option.Shape).Kind == ShapeKind.Text)
        {
            value["type"] = Names(BareWords.Where(word => option.Form.Fits(word.Example)).Select(word => word.Type).Prepend("string"));
            if (option.Form.Pattern != Forms.Any)
            {
                value["pattern"] = option.Form.Pattern;
            }
        }

        if (option.Minimum is { } minimum)
        {
            value["minimum"] = minimum;
        }
    }

    private static JsonNode? Default(Option option)
    {
        if (option.Required || option.Shape.Kind is ShapeKind.Record or ShapeKind.FreeMap)
        {
            return null;
        }

        var value = option.Property.GetValue(Activator.CreateInstance(option.Property.DeclaringType!));
        return value is null ? null : JsonSerializer.SerializeToNode(value, option.Property.PropertyType, Json);
    }

    private static IEnumerable<string> Types(JsonObject node) => node["type"] is JsonArray several ? several.Select(name => (string)name!) : [(string)node["type"]!];

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];
}
