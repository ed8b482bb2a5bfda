using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>The namespaces whose proxies see an object: its exportTo, else the mesh's default, else all.</summary>
internal sealed class Visibility
{
    private readonly HashSet<string>? namespaces;

    private Visibility(HashSet<string>? namespaces) => this.namespaces = namespaces;

    /// <summary>Whether all of them do.</summary>
    public bool IsPublic => namespaces is null;

    /// <summary>The namespaces, where not all of them do.</summary>
    public IEnumerable<string> Names => namespaces ?? [];

    /// <param name="item">A VirtualService, DestinationRule or ServiceEntry.</param>
    /// <param name="settings">The mesh's settings.</param>
    public static Visibility Of(MeshObject item, MeshSettings settings)
    {
        var own = item.Spec["exportTo"].Texts.ToList();
        var names = own.Count > 0 ? own : settings[$"default{item.Kind.Kind}ExportTo"]?.Texts.ToList() ?? [];
        return new(names.Count == 0 || names.Contains("*") ? null : [.. names.Select(name => name == "." ? item.Namespace : name).Where(name => name != "~")]);
    }

    /// <summary>Whether proxies of a namespace see it.</summary>
    /// <param name="ns">The namespace.</param>
    public bool Reaches(string ns) => namespaces?.Contains(ns) != false;

    /// <inheritdoc/>
    public override string ToString() => namespaces is null ? "all namespaces" : namespaces.Count == 0 ? "no namespace" : string.Join(", ", namespaces.Order(StringComparer.Ordinal));
}
