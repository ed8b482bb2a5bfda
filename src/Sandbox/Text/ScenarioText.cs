using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sandbox.Text;

/// <summary>YAML as JSON and back, with the scalar types of YAML 1.2's core schema.</summary>
internal static class ScenarioText
{
    private const int DeepestNesting = 64;
    private const int MostNodes = 1_000_000;

    /// <summary>The documents of a text.</summary>
    /// <exception cref="MeshException">65 with file:line:column.</exception>
    public static IReadOnlyList<YamlNode> Read(string text, string file)
    {
        try
        {
            Measure(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return [.. stream.Documents.Select(document => document.RootNode)];
        }
        catch (YamlException malformed)
        {
            throw Malformed(file, malformed.Start, $"this is no YAML: {malformed.Message}", "Correct it; an editor with a YAML mode shows the place");
        }
    }

    /// <exception cref="MeshException">65 when it is too large; aliases can make a small file huge.</exception>
    public static JsonNode? ToJson(YamlNode node, string file)
    {
        var nodes = 0;
        return Convert(node, 0);

        JsonNode? Convert(YamlNode from, int depth)
        {
            if (++nodes > MostNodes || depth > DeepestNesting)
            {
                throw Malformed(file, from.Start, "it is too large or too deeply nested", "Make it smaller");
            }

            switch (from)
            {
                case YamlMappingNode map:
                    var json = new JsonObject();
                    foreach (var (key, value) in map.Children)
                    {
                        json[(key as YamlScalarNode)?.Value ?? throw Malformed(file, key.Start, "a key is no text", "Write keys as plain words")] = Convert(value, depth + 1);
                    }

                    return json;
                case YamlSequenceNode list:
                    return new JsonArray([.. list.Children.Select(child => Convert(child, depth + 1))]);
                default:
                    return Scalar((YamlScalarNode)from);
            }
        }
    }

    /// <summary>Writes objects as YAML documents, each after a line with three dashes.</summary>
    public static string Write(IEnumerable<JsonObject> documents)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (var document in documents)
        {
            text.Write("---\n");
            var body = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            new YamlStream(new YamlDocument(ToYaml(document))).Save(body, assignAnchors: false);
            text.Write(body.ToString().TrimEnd('.', '\n', '\r') + "\n");
        }

        return text.ToString();
    }

    public static MeshException Malformed(string file, Mark at, string what, string remedy) =>
        new(ExitCode.MalformedInput, $"{file}:{at.Line}:{at.Column}: {what}", remedy);

    private static void Measure(string text, string file)
    {
        // Before anything recursive looks at it: a thousand brackets must not end the process.
        var depth = 0;
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            depth += parser.Current is MappingStart or SequenceStart ? 1 : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
            if (depth > DeepestNesting)
            {
                throw Malformed(file, parser.Current!.Start, $"it is nested more than {DeepestNesting} levels deep", "Flatten it");
            }
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            _ when text.Any(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
            _ => text,
        };
    }

    private static YamlNode ToYaml(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.Select(entry => KeyValuePair.Create<YamlNode, YamlNode>(Plain(entry.Key), ToYaml(entry.Value)))),
        JsonArray list => new YamlSequenceNode(list.Select(ToYaml)),
        null => new YamlScalarNode("null"),
        _ when node.Text() is { } text => Plain(text),
        _ => new YamlScalarNode(node.ToJsonString()),
    };

    // A text that would read as something else needs its quotes.
    private static YamlScalarNode Plain(string text) =>
        new(text) { Style = Scalar(new YamlScalarNode(text) { Style = ScalarStyle.Plain }) is JsonValue value && value.TryGetValue<string>(out _) ? ScalarStyle.Any : ScalarStyle.DoubleQuoted };
}
