using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Helm;

/// <summary>The objects of a manifest, in its order.</summary>
/// <param name="Objects">The objects; those of a List are taken out of it.</param>
public sealed record ManifestSet(IReadOnlyList<ManifestObject> Objects)
{
    /// <summary>Reads YAML documents; empty ones are passed over.</summary>
    /// <param name="yaml">The documents.</param>
    /// <param name="source">What they are, for error messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is no YAML, or a document is no Kubernetes object.</exception>
    public static ManifestSet Parse(string yaml, string source)
    {
        try
        {
            return new([.. YamlDocuments.Parse(yaml, source).Where(document => document is not null).SelectMany((document, i) => Read(document, $"{source}, document {i + 1}"))]);
        }
        catch (YamlSyntaxException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, exception.Message, "Mend the template that renders it", exception);
        }
    }

    private static IEnumerable<ManifestObject> Read(JsonNode? node, string place)
    {
        if (node is not JsonObject body || Text(body["apiVersion"]) is not { } apiVersion || Text(body["kind"]) is not { } kind)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place} is no Kubernetes object: apiVersion and kind are not both there", "Mend the template that renders it");
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && body["items"] is JsonArray items)
        {
            return items.SelectMany((item, i) => Read(item, $"{place}, item {i + 1}"));
        }

        var name = Text(body.At("metadata", "name")) ?? (Text(body.At("metadata", "generateName")) is { } start ? start + "*" : null)
            ?? throw new MeshException(ExitCode.MalformedInput, $"{place} ({kind}) has no name", "Mend the template that renders it");
        return [new ManifestObject(apiVersion, kind, Text(body.At("metadata", "namespace")), name, body)];
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;
}
