using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Model.Yaml;

/// <summary>
/// Reads YAML (and so JSON) into nodes that know their place. Works on the parser's events, so that depth, aliases and repeated keys are met before anything is built of them:
/// a hostile text costs no more than its size.
/// </summary>
public sealed class YamlReader
{
    private readonly Dictionary<AnchorName, YamlNode> anchors = [];
    private readonly Parser parser;
    private readonly string source;
    private readonly YamlRules rules;

    private YamlReader(Parser parser, string source, YamlRules rules) => (this.parser, this.source, this.rules) = (parser, source, rules);

    /// <summary>The documents of a text, in order; none when it is empty or holds only comments.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What it is, for error messages: a path, or <c>the manifest of web</c>.</param>
    /// <param name="rules">What it may hold.</param>
    /// <exception cref="YamlSyntaxException">It is no YAML, or the rules do not allow it.</exception>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On some malformed texts the scanner throws what it happens to throw; to the user it is all the same.")]
    public static IReadOnlyList<YamlDocument> Read(string text, string source, YamlRules rules)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            var documents = new List<YamlDocument>();
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                var start = parser.Consume<DocumentStart>();
                documents.Add(new YamlDocument(PlaceOf(start.Start), new YamlReader(parser, source, rules).ReadNode(0)));
                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (Exception exception) when (exception is not YamlSyntaxException)
        {
            var at = exception is YamlException { Start: var start } ? start : parser.Current?.Start ?? Mark.Empty;
            throw TabIn(text, exception) is { } tab
                ? Fault(source, tab, YamlFault.Tab, "a tab stands in the indentation; YAML wants spaces", exception)
                : Fault(source, PlaceOf(at), YamlFault.Syntax, exception.Message.TrimEnd('.'), exception);
        }
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > rules.Deepest)
        {
            throw Fault(parser.Current!, YamlFault.Depth, $"values are nested more than {rules.Deepest} deep");
        }

        var read = parser.Consume<ParsingEvent>();
        if (read is AnchorAlias { Value: var name } alias)
        {
            return anchors.GetValueOrDefault(name) ?? throw Fault(alias, YamlFault.Alias, $"the alias *{name} refers to no anchor that ends before it");
        }

        var start = read as NodeEvent ?? throw Fault(read, YamlFault.Syntax, "a value is missing here");
        var (at, tag) = (PlaceOf(start.Start), start.Tag.IsEmpty ? "" : start.Tag.Value);
        YamlNode node = start switch
        {
            Scalar scalar => new YamlScalar(at, tag, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => new YamlList(at, tag, ReadItems(start, depth)),
            _ => new YamlMap(at, tag, ReadEntries(start, depth)),
        };
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor] = node;
        }

        return node;
    }

    private List<YamlNode> ReadItems(NodeEvent start, int depth)
    {
        var (items, size) = (new List<YamlNode>(), 1L);
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
            Limit(start, size = YamlNode.Add(size, items[^1].Size));
        }

        return items;
    }

    private List<YamlEntry> ReadEntries(NodeEvent start, int depth)
    {
        var (entries, size) = (new YamlEntries(rules), 1L);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current!;
            var key = ReadNode(depth + 1) as YamlScalar ?? throw Fault(at, YamlFault.Key, "a key must be text");
            // Of a key that is an alias, the alias is where people have to look.
            var entry = new YamlEntry(at is AnchorAlias ? key with { At = PlaceOf(at.Start) } : key, ReadValue(key, at, depth));
            if (!entries.TryAdd(entry))
            {
                throw Fault(at, YamlFault.RepeatedKey, $"the key '{key.Text}' stands here twice");
            }

            Limit(start, size = YamlNode.Add(size, entry.Value.Size));
        }

        return entries.All;
    }

    private YamlNode ReadValue(YamlScalar key, ParsingEvent at, int depth) => rules.MergeKeys || key is not { Text: "<<", IsPlain: true }
        ? ReadNode(depth + 1)
        : throw Fault(at, YamlFault.MergeKey, "merge keys (<<) are not supported, as YAML 1.2 does not have them; write the keys out, or use an alias for a whole value");

    private void Limit(NodeEvent at, long size)
    {
        if (size > rules.Largest)
        {
            throw Fault(at, YamlFault.Size, $"more than {rules.Largest} values stand here once aliases are written out");
        }
    }

    // The parser notices a tab late and speaks of what it then missed.
    private static YamlPlace? TabIn(string text, Exception exception)
    {
        if (exception is not YamlException { Start.Line: var first, End.Line: var last })
        {
            return null;
        }

        var lines = text.Split('\n');
        for (var line = Math.Max(first, 1); line <= Math.Min(last + 1, lines.Length); line++)
        {
            var tab = lines[line - 1].AsSpan().IndexOfAnyExcept(' ');
            if (tab >= 0 && lines[line - 1][tab] == '\t')
            {
                return new YamlPlace(line, tab + 1);
            }
        }

        return null;
    }

    private YamlSyntaxException Fault(ParsingEvent at, YamlFault fault, string why) => Fault(source, PlaceOf(at.Start), fault, why);

    private static YamlSyntaxException Fault(string source, YamlPlace at, YamlFault fault, string why, Exception? inner = null) => new(source, at.Line, at.Column, why, inner) { Fault = fault };

    private static YamlPlace PlaceOf(Mark mark) => new(mark.Line, mark.Column);
}
