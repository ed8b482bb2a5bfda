using Mesh.Core.Findings;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>
/// Reads YAML (and so JSON) event by event: an alias refers to the one node there is instead of a copy, and depth is bounded, so a hostile file costs no more than its size.
/// </summary>
internal sealed class KubeconfigParser(string file, TextReader text)
{
    private const int Deepest = 64;

    private readonly Parser parser = new(text);
    private readonly Dictionary<AnchorName, KubeconfigNode?> anchors = [];

    /// <summary>The one document of the file; null when it holds none.</summary>
    public KubeconfigNode? Parse()
    {
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ParseNode(0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<DocumentStart>(out var second)
                ? throw KubeconfigNode.Malformed(At(second), "a second document begins", "Keep one kubeconfig in a file, and join several files with the path separator")
                : root;
        }
        catch (YamlException exception)
        {
            throw new MeshException(
                ExitCode.MalformedInput,
                $"{new FilePosition(file, exception.End.Line, exception.End.Column)}: this is no YAML: {exception.Message}",
                "Mend the file, or write it anew with your cloud's tool",
                exception);
        }
    }

    private KubeconfigNode? ParseNode(int depth)
    {
        if (depth > Deepest)
        {
            throw KubeconfigNode.Malformed(At(parser.Current!), $"values are nested more than {Deepest} deep", "This is no kubeconfig; check the path");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw KubeconfigNode.Malformed(At(alias), "an alias refers to no anchor before it", "Write the value out");
        }

        var start = parser.Consume<NodeEvent>();
        var node = start switch
        {
            Scalar scalar => ParseScalar(scalar),
            SequenceStart => new KubeconfigNode(At(start)) { List = ParseList(depth) },
            _ => new KubeconfigNode(At(start)) { Map = ParseMap(depth) },
        };
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor] = node;
        }

        return node;
    }

    private KubeconfigNode? ParseScalar(Scalar scalar)
    {
        var plain = scalar.Style == ScalarStyle.Plain;
        return plain && scalar.Value is "" or "~" or "null" ? null : new KubeconfigNode(At(scalar)) { Scalar = scalar.Value, IsPlain = plain };
    }

    private List<KubeconfigNode> ParseList(int depth)
    {
        var list = new List<KubeconfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (ParseNode(depth + 1) is { } item)
            {
                list.Add(item);
            }
        }

        return list;
    }

    private Dictionary<string, KubeconfigNode> ParseMap(int depth)
    {
        var map = new Dictionary<string, KubeconfigNode>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw KubeconfigNode.Malformed(At(parser.Current!), "a key is no plain text", "Compare the file with what 'kubectl config view' prints");
            }

            if (!keys.Add(key.Value) || key.Value == "<<")
            {
                throw KubeconfigNode.Malformed(At(key), $"the key '{key.Value}' {(key.Value == "<<" ? "merges another mapping" : "stands here twice")}", "Write every key once, in its own place");
            }

            if (ParseNode(depth + 1) is { } value)
            {
                map.Add(key.Value, value);
            }
        }

        return map;
    }

    private FilePosition At(ParsingEvent parsed) => new(file, parsed.Start.Line, parsed.Start.Column);
}
