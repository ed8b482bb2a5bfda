using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>An object that is judged, with where it is from.</summary>
internal sealed class MeshObject
{
    private readonly YamlNode? source;
    private readonly int above;

    /// <param name="body">The object.</param>
    /// <param name="fallback">The namespace of an object that names none.</param>
    /// <param name="origin">Where it is from.</param>
    /// <param name="source">The same with the place of each value; null where it has no text.</param>
    public MeshObject(JsonObject body, string fallback, Origin origin, YamlNode? source = null)
    {
        this.source = source;
        (Body, Origin) = (body, origin);
        ApiVersion = body.Text("apiVersion") ?? "";
        var slash = ApiVersion.IndexOf('/', StringComparison.Ordinal);
        var kind = new MeshKind(slash < 0 ? "" : ApiVersion[..slash], body.Text("kind") ?? "");
        Version = ApiVersion[(slash + 1)..];
        Key = new(kind, kind.IsClusterScoped ? "" : body.Namespace() is { Length: > 0 } own ? own : fallback, body.Name());
        Labels = body.Labels();
        Annotations = body.Annotations();
        Root = new(this, body, null, null, -1);
    }

    private MeshObject(MeshObject outer, JsonObject body, YamlNode? source, int above)
    {
        (this.source, this.above, Body, Origin, ApiVersion, Version, Key, Labels, Annotations) = (source, above, body, outer.Origin, outer.ApiVersion, outer.Version, outer.Key, outer.Labels, outer.Annotations);
        Root = new(this, body, null, null, -1);
    }

    public JsonObject Body { get; }

    public Origin Origin { get; }

    /// <summary>Such as <c>networking.istio.io/v1</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>Such as v1.</summary>
    public string Version { get; }

    public ObjectKey Key { get; }

    public MeshKind Kind => Key.Kind;

    /// <summary>The namespace, be it that of <c>--namespace</c>; empty for an object that is in none.</summary>
    public string Namespace => Key.Namespace;

    public string Name => Key.Name;

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>The whole object as a field.</summary>
    public Field Root { get; }

    /// <summary>Its spec.</summary>
    public Field Spec => Root["spec"];

    /// <summary>When it was made; what is in no cluster yet will be younger than all.</summary>
    public DateTimeOffset Created => Body.Created() ?? DateTimeOffset.MaxValue;

    /// <summary>As people write it, with where it is from unless that is a file: <c>virtualservice/web in beta</c>, <c>gateway/web in beta (release web)</c>.</summary>
    public string Subject => Origin.Kind is OriginKind.Chart or OriginKind.Input ? $"{Key} ({Origin.Name})" : Key.ToString();

    /// <summary>Another object in a sentence: the same, with file and line.</summary>
    public string Place => Origin.File is { } file ? $"{Key} at {file}:{LineOf(Root["metadata"]["name"])}" : Subject;

    /// <summary>The line of a field, or of the nearest one above it that is written; null where the object has no text.</summary>
    /// <param name="field">A field of this object.</param>
    public int? LineOf(Field field)
    {
        if (source is null)
        {
            return null;
        }

        var (at, line) = (source, source.At.Line);
        foreach (var step in field.Way())
        {
            if (step.Key is { } key && at is YamlMap map && map.Entries.LastOrDefault(entry => entry.Key.Text == key) is { } found)
            {
                (at, line) = (found.Value, found.Key.At.Line);
            }
            else if (step.Key is null && at is YamlList list && step.Index < list.Items.Count)
            {
                (at, line) = (list.Items[step.Index], list.Items[step.Index].At.Line);
            }
            else
            {
                break;
            }
        }

        return above + (int)line;
    }

    /// <summary>YAML that stands as a text in a field of this object, with places in the same file.</summary>
    /// <param name="field">The field.</param>
    /// <param name="body">What its text says.</param>
    /// <param name="inner">The same with the place of each value, counted from the text's first line.</param>
    public MeshObject Within(Field field, JsonObject body, YamlNode inner) => new(this, body, source is null ? null : inner, LineOf(field) ?? 0);

    /// <inheritdoc/>
    public override string ToString() => Subject;
}
