namespace Mesh.Core.Model.Yaml;

/// <summary>
/// Reads what nearly all files are made of: lines of keys, dashes and texts, with maps and lists in brackets that end on their line.
/// Whatever else there is, and whatever is wrong, it leaves to the full parser: either both give the same nodes, or this one gives none.
/// It is here because a build is over before the runtime has compiled the full parser well: thousands of lines then cost seconds.
/// </summary>
internal sealed class SimpleYaml
{
    private readonly YamlRules rules;
    private readonly YamlLines lines;
    private readonly YamlTexts texts;
    private long size;

    private SimpleYaml(string text, YamlRules rules)
    {
        (this.rules, lines) = (rules, new(text));
        texts = new(lines);
    }

    /// <summary>The documents of a text; null when it takes the full parser to say.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rules">What it may hold.</param>
    public static IReadOnlyList<YamlDocument>? Read(string text, YamlRules rules) => YamlLines.AreSimple(text) ? new SimpleYaml(text, rules).Documents() : null;

    private List<YamlDocument>? Documents()
    {
        var documents = new List<YamlDocument>();
        lines.MoveNext();
        while (lines.Kind != YamlLineKind.End)
        {
            var start = lines.Place;
            if (lines.Kind == YamlLineKind.Marker)
            {
                lines.MoveNext();
            }

            size = 0;
            if (lines.Kind != YamlLineKind.Content || Block(0) is not { } root || lines.Kind is YamlLineKind.Content or YamlLineKind.Odd)
            {
                return null;
            }

            documents.Add(new(start, root));
        }

        return documents;
    }

    private YamlNode? Block(int depth) => !Counts(depth) ? null : lines.IsDash ? List(depth) : Map(depth);

    private YamlMap? Map(int depth)
    {
        var (column, place, entries) = (lines.Column, lines.Place, new YamlEntries(rules));
        do
        {
            if (texts.Key() is not { } key || Value(column, depth + 1, isItem: false) is not { } value || !entries.TryAdd(new(key, value)))
            {
                return null;
            }
        }
        while (lines.Column == column);
        return lines.Column > column ? null : new(place, "", entries.All);
    }

    private YamlList? List(int depth)
    {
        var (column, place, items) = (lines.Column, lines.Place, new List<YamlNode>());
        do
        {
            lines.Skip();
            if (Value(column, depth + 1, isItem: true) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }
        while (lines.Column == column && lines.IsDash);
        return lines.Column > column ? null : new(place, "", items);
    }

    // What stands behind a colon or a dash, or below it. Below a key a list may begin where the key does.
    private YamlNode? Value(int column, int depth, bool isItem)
    {
        var place = lines.Place;
        lines.SkipSpaces();
        if (lines.IsOver)
        {
            lines.MoveNext();
            return lines.Column > column || (!isItem && lines.Column == column && lines.IsDash) ? Block(depth)
                : Counts(depth) ? new YamlScalar(place, "", "", IsPlain: true) : null;
        }

        if (isItem && (lines.IsDash || texts.IsKey))
        {
            return Block(depth);
        }

        var value = Inline(depth, isFlow: false);
        lines.SkipSpaces();
        if (value is null || !lines.IsOver)
        {
            return null;
        }

        // What is further in goes on with the text above.
        lines.MoveNext();
        return lines.Column > column ? null : value;
    }

    private YamlNode? Inline(int depth, bool isFlow) => !Counts(depth) ? null : lines.Current switch
    {
        '{' => FlowMap(depth),
        '[' => FlowList(depth),
        _ => texts.Value(isFlow),
    };

    private YamlMap? FlowMap(int depth)
    {
        var (place, entries) = (lines.Place, new YamlEntries(rules));
        lines.Skip();
        lines.SkipSpaces();
        while (lines.Current != '}')
        {
            if (texts.Key() is not { } key || FlowValue(depth + 1, '}') is not { } value || !entries.TryAdd(new(key, value)))
            {
                return null;
            }
        }

        lines.Skip();
        return new(place, "", entries.All);
    }

    private YamlList? FlowList(int depth)
    {
        var (place, items) = (lines.Place, new List<YamlNode>());
        lines.Skip();
        lines.SkipSpaces();
        while (lines.Current != ']')
        {
            if (FlowValue(depth + 1, ']') is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        lines.Skip();
        return new(place, "", items);
    }

    // With the comma behind it, which has to have something behind itself.
    private YamlNode? FlowValue(int depth, char closing)
    {
        lines.SkipSpaces();
        var value = Inline(depth, isFlow: true);
        lines.SkipSpaces();
        if (lines.Current == closing)
        {
            return value;
        }

        if (lines.Current != ',')
        {
            return null;
        }

        lines.Skip();
        lines.SkipSpaces();
        return lines.Current == closing ? null : value;
    }

    // The full parser says by how much it is too deep or too large.
    private bool Counts(int depth) => depth <= rules.Deepest && ++size <= (rules.Largest ?? long.MaxValue);
}
