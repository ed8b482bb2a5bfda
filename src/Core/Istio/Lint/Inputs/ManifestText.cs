using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>The objects in a text of YAML or JSON documents, with the place of each field. Documents that are no objects of Kubernetes (values, kustomizations) are passed over.</summary>
internal static class ManifestText
{
    private static readonly YamlRules Rules = new(Deepest: 200, Largest: 2_000_000) { MergeKeys = true, RepeatedKeys = true };

    /// <summary>Reads them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">Where it is from.</param>
    /// <param name="ns">The namespace of objects that name none.</param>
    /// <returns>The objects, and what is wrong where it cannot be read.</returns>
    public static (IReadOnlyList<MeshObject> Objects, Finding? Fault) Read(string text, Origin origin, string ns)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return ([], Fault(origin, "it holds NUL characters: it is binary, or UTF-16", 1));
        }

        try
        {
            return ([.. YamlReader.Read(text, origin.Name, Rules).SelectMany(document => In(document.Root, origin, ns))], null);
        }
        catch (YamlSyntaxException fault)
        {
            // Templates are not YAML before they are rendered, and as charts they are.
            return ([], text.Contains("{{", StringComparison.Ordinal) ? null : Fault(origin, fault.Why, (int)fault.At.Line));
        }
    }

    private static IEnumerable<MeshObject> In(YamlNode node, Origin origin, string ns)
    {
        if (node is not YamlMap map || Scalar(map, "apiVersion") is not { Length: > 0 } || Scalar(map, "kind") is not { Length: > 0 } kind)
        {
            return [];
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && map.Entries.LastOrDefault(entry => entry.Key.Text == "items")?.Value is YamlList items)
        {
            return items.Items.SelectMany(item => In(item, origin, ns));
        }

        return map.ToJson(origin.Name) is JsonObject body && body.Name().Length > 0 ? [new MeshObject(body, ns, origin, map)] : [];
    }

    private static string? Scalar(YamlMap map, string key) => (map.Entries.LastOrDefault(entry => entry.Key.Text == key)?.Value as YamlScalar)?.Text;

    private static Finding Fault(Origin origin, string why, int line) => LintFindings.Unreadable.On(origin.Name, LintHit.Cut(why), origin.File, origin.File is null ? null : line);
}
