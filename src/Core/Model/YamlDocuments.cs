using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Model;

/// <summary>
/// YAML as Kubernetes and helm read it: typed by the rules of YAML 1.1 (see <see cref="YamlScalars"/>), anchors and merge keys resolved, and in the end nothing but JSON.
/// Of a key that is there twice the last one counts, as for Kubernetes.
/// </summary>
public static class YamlDocuments
{
    // Far above any manifest. Aliases of aliases, a few lines of text, can ask for billions.
    private const int MostNodes = 2_000_000;
    private const int Deepest = 200;

    /// <summary>The documents of a stream, in order; null for one that is empty or holds only comments.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What it is, for error messages: a path, or <c>the manifest of web</c>.</param>
    /// <exception cref="YamlSyntaxException">It is no YAML, or is nested or repeated beyond reason.</exception>
    public static IReadOnlyList<JsonNode?> Parse(string yaml, string source)
    {
        var parser = new Parser(new Scanner(new StringReader(yaml), skipComments: true));
        try
        {
            var documents = new List<JsonNode?>();
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                documents.Add(new Reader(parser, source).Read(depth: 0));
                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (YamlException exception)
        {
            throw Malformed(source, exception.Start, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static YamlSyntaxException Malformed(string source, Mark at, string why, Exception? inner = null) => new(source, at.Line, at.Column, why, inner);

    private sealed class Reader(IParser parser, string source)
    {
        private readonly Dictionary<AnchorName, JsonNode?> anchors = [];
        private int nodes;

        public JsonNode? Read(int depth)
        {
            var next = parser.Current ?? throw Malformed(source, Mark.Empty, "the text ends in the middle");
            if (depth > Deepest || ++nodes > MostNodes)
            {
                throw Malformed(source, next.Start, depth > Deepest ? $"nested more than {Deepest} levels deep" : $"more than {MostNodes} values");
            }

            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return anchors.TryGetValue(alias.Value, out var known) ? Copy(known, alias.Start) : throw Malformed(source, alias.Start, $"no anchor &{alias.Value} before this alias");
            }

            var anchor = next is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor : AnchorName.Empty;
            var value = parser.TryConsume<Scalar>(out var scalar) ? YamlScalars.ToJson(scalar)
                : parser.Accept<SequenceStart>(out _) ? ReadSequence(depth)
                : ReadMapping(depth);
            if (!anchor.IsEmpty)
            {
                anchors[anchor] = value;
            }

            return value;
        }

        private JsonArray ReadSequence(int depth)
        {
            parser.Consume<SequenceStart>();
            var array = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                array.Add(Read(depth + 1));
            }

            return array;
        }

        private JsonObject ReadMapping(int depth)
        {
            parser.Consume<MappingStart>();
            var (map, merged) = (new JsonObject(), new List<JsonObject>());
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var at = parser.Current!.Start;
                if (parser.Accept<Scalar>(out var key) && key is { Value: "<<", Style: ScalarStyle.Plain })
                {
                    parser.MoveNext();
                    merged.AddRange(Merged(Read(depth + 1), at));
                    continue;
                }

                map[Key(Read(depth + 1), at)] = Read(depth + 1);
            }

            // What the mapping says itself wins over what it merges in, and the first merged one over later ones.
            foreach (var (name, value) in merged.SelectMany(other => other).Where(pair => !map.ContainsKey(pair.Key)).ToList())
            {
                map.TryAdd(name, value?.DeepClone());
            }

            return map;
        }

        private IEnumerable<JsonObject> Merged(JsonNode? value, Mark at) => value switch
        {
            JsonObject one => [one],
            JsonArray several when several.All(item => item is JsonObject) => several.OfType<JsonObject>(),
            _ => throw Malformed(source, at, "<< takes a mapping or a list of mappings"),
        };

        private string Key(JsonNode? value, Mark at) => value is JsonValue scalar
            ? scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>() : scalar.ToJsonString()
            : throw Malformed(source, at, value is null ? "a key is empty" : "a key is a list or a mapping");

        private JsonNode? Copy(JsonNode? value, Mark at)
        {
            nodes += Count(value);
            return nodes <= MostNodes ? value?.DeepClone() : throw Malformed(source, at, $"more than {MostNodes} values");
        }

        private static int Count(JsonNode? value) => value switch
        {
            JsonObject map => 1 + map.Sum(pair => Count(pair.Value)),
            JsonArray array => 1 + array.Sum(Count),
            _ => 1,
        };
    }
}
