using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Mesh.Core.Configuration.Loading;

/// <summary>
/// Reads one YAML document into nodes that know their place. Works on the parser's events, so that depth, aliases and duplicate keys are met before anything is built of them.
/// </summary>
/// <param name="placeOf">What stands at a mark.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class YamlReader(Func<Mark, Place> placeOf, Problems problems)
{
    // Ten times what the deepest sensible values need; far from what a stack holds.
    private const int Deepest = 64;

    // With aliases written out. A file of 1 MiB that means it has fewer.
    private const long Largest = 100_000;

    private readonly Dictionary<string, Node> anchors = new(StringComparer.Ordinal);

    /// <summary>The document's value; null when the text is empty or malformed. What is malformed is told to the problems.</summary>
    /// <param name="text">The text.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On some malformed texts the scanner throws what it happens to throw; to the user it is all the same.")]
    public Node? Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, 0);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<DocumentStart>(out var second) ? throw Error(second, "a second document begins here; mesh.yaml holds one") : root;
        }
        catch (YamlException exception)
        {
            var (mark, reason) = Explain(text, exception);
            problems.Add(placeOf(mark), reason);
            return null;
        }
        catch (Exception exception)
        {
            problems.Add(placeOf(parser.Current?.Start ?? Mark.Empty), $"not valid YAML: {exception.Message}");
            return null;
        }
    }

    private Node ReadNode(Parser parser, int depth)
    {
        if (depth > Deepest)
        {
            throw Error(parser.Current!, $"values are nested more than {Deepest} deep");
        }

        switch (parser.Consume<ParsingEvent>())
        {
            case AnchorAlias alias:
                return anchors.GetValueOrDefault(alias.Value.Value) ?? throw Error(alias, $"the alias *{alias.Value} refers to no anchor that ends before it");
            case Scalar scalar:
                return Anchored(scalar, ReadScalar(scalar));
            case SequenceStart start:
                var items = new List<Node>();
                var size = 1L;
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadNode(parser, depth + 1));
                    Limit(start, size += items[^1].Size);
                }

                return Anchored(start, new ListNode(placeOf(start.Start), items));
            case MappingStart start:
                return Anchored(start, new MapNode(placeOf(start.Start), ReadEntries(parser, start, depth)));
            case var other:
                throw Error(other, "a value is missing here");
        }
    }

    private List<Entry> ReadEntries(Parser parser, MappingStart start, int depth)
    {
        var entries = new List<Entry>();
        var first = new Dictionary<string, Place>(StringComparer.Ordinal);
        var size = 1L;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current!;
            if (ReadNode(parser, depth + 1) is not ScalarNode { Text: var key, Style: var style })
            {
                throw Error(at, "a key must be text");
            }

            if (key == "<<" && style == ScalarStyle.Plain)
            {
                throw Error(at, "merge keys (<<) are not supported, as YAML 1.2 does not have them; write the keys out, or use an alias for a whole value");
            }

            var place = placeOf(at.Start);
            var value = ReadNode(parser, depth + 1);
            Limit(start, size += value.Size);
            if (first.TryAdd(key, place))
            {
                entries.Add(new Entry(key, place, value));
            }
            else
            {
                problems.Add(place, $"key {Problems.Quote(key)} is here twice; it first stands at {first[key].Label}");
            }
        }

        return entries;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        var plain = scalar is { Style: YamlDotNet.Core.ScalarStyle.Plain, Tag.IsEmpty: true };
        return new ScalarNode(placeOf(scalar.Start), scalar.Value, plain ? ScalarStyle.Plain : ScalarStyle.Quoted);
    }

    private Node Anchored(NodeEvent at, Node node)
    {
        if (!at.Tag.IsEmpty && at.Tag != "tag:yaml.org,2002:str" && !at.Tag.IsNonSpecific)
        {
            throw Error(at, $"the tag {Problems.Quote(at.Tag.Value)} is not supported; use quotes to make a value text");
        }

        if (!at.Anchor.IsEmpty)
        {
            anchors[at.Anchor.Value] = node;
        }

        return node;
    }

    private static void Limit(ParsingEvent at, long size)
    {
        if (size > Largest)
        {
            throw Error(at, $"more than {Largest} values stand here once aliases are written out");
        }
    }

    private static (Mark Mark, string Reason) Explain(string text, YamlException exception)
    {
        if (exception is OwnError)
        {
            return (exception.Start, exception.Message);
        }

        // The parser notices a tab late and speaks of what it then missed.
        var lines = text.Split('\n');
        for (var line = exception.Start.Line; line <= Math.Min(exception.End.Line + 1, lines.Length); line++)
        {
            var tab = lines[line - 1].AsSpan().IndexOfAnyExcept(' ');
            if (tab >= 0 && lines[line - 1][tab] == '\t')
            {
                return (new Mark(0, line, tab + 1), "a tab stands in the indentation; YAML wants spaces");
            }
        }

        return (exception.Start, $"not valid YAML: {exception.Message.TrimEnd('.')}");
    }

    private static OwnError Error(ParsingEvent at, string text) => new(at.Start, at.End, text);

    private sealed class OwnError(Mark start, Mark end, string message) : YamlException(start, end, message);
}
