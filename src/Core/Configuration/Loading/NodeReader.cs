using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Reads one YAML document into nodes that know their place, so that they can be mixed with what arguments and variables say.</summary>
/// <param name="placeOf">What stands at a place of the text.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class NodeReader(Func<YamlPlace, Place> placeOf, Problems problems)
{
    // Ten times what the deepest sensible values need, far from what a stack holds; and a file of 1 MiB that means it has fewer values. Keys that are there twice are all told, not only the first.
    private static readonly YamlRules Rules = new(Deepest: 64, Largest: 100_000) { RepeatedKeys = true };

    // What aliases share is read, and complained of, once.
    private readonly Dictionary<YamlNode, Node> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The document's value; null when the text is empty or malformed. What is malformed is told to the problems.</summary>
    /// <param name="text">The text.</param>
    public Node? Read(string text)
    {
        try
        {
            var documents = YamlReader.Read(text, "", Rules);
            return documents is [_, var second, ..] ? throw Error(second.At, "a second document begins here; mesh.yaml holds one")
                : documents is [var only] ? Convert(only.Root)
                : null;
        }
        catch (YamlSyntaxException exception)
        {
            problems.Add(placeOf(exception.At), exception.Fault == YamlFault.Syntax ? $"not valid YAML: {exception.Why}" : exception.Why);
            return null;
        }
    }

    private Node Convert(YamlNode node)
    {
        if (known.TryGetValue(node, out var before))
        {
            return before;
        }

        EnsurePlainTag(node);
        return known[node] = node switch
        {
            YamlMap map => new MapNode(placeOf(map.At), Entries(map)),
            YamlList list => new ListNode(placeOf(list.At), [.. list.Items.Select(Convert)]),
            _ => Scalar((YamlScalar)node),
        };
    }

    private ScalarNode Scalar(YamlScalar scalar) => new(placeOf(scalar.At), scalar.Text, scalar is { IsPlain: true, Tag: "" } ? ScalarStyle.Plain : ScalarStyle.Quoted);

    private List<Entry> Entries(YamlMap map)
    {
        var first = new OrderedDictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            EnsurePlainTag(key);
            var entry = new Entry(key.Text, placeOf(key.At), Convert(value));
            if (!first.TryAdd(key.Text, entry))
            {
                problems.Add(entry.Place, $"key {Problems.Quote(key.Text)} is here twice; it first stands at {first[key.Text].Place.Label}");
            }
        }

        return [.. first.Values];
    }

    private static void EnsurePlainTag(YamlNode node)
    {
        if (node.Tag is not ("" or "!" or "?" or "tag:yaml.org,2002:str"))
        {
            throw Error(node.At, $"the tag {Problems.Quote(node.Tag)} is not supported; use quotes to make a value text");
        }
    }

    private static YamlSyntaxException Error(YamlPlace at, string why) => new("", at.Line, at.Column, why) { Fault = YamlFault.Value };
}
