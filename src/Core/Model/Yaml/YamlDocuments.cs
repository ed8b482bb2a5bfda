using System.Text.Json.Nodes;

namespace Mesh.Core.Model.Yaml;

/// <summary>YAML as Kubernetes and helm read it, and in the end nothing but JSON: see <see cref="YamlJson"/>.</summary>
public static class YamlDocuments
{
    // Far above any manifest.
    private static readonly YamlRules Rules = new(Deepest: 200, Largest: 2_000_000) { MergeKeys = true, RepeatedKeys = true };

    /// <summary>The documents of a stream, in order; null for one that is empty or holds only comments.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What it is, for error messages: a path, or <c>the manifest of web</c>.</param>
    /// <exception cref="YamlSyntaxException">It is no YAML, or is nested or repeated beyond reason.</exception>
    public static IReadOnlyList<JsonNode?> Parse(string yaml, string source) => [.. YamlReader.Read(yaml, source, Rules).Select(document => document.Root.ToJson(source))];
}
