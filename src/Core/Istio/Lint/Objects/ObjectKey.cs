namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>Which object it is: two versions of a kind are one object.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for an object that is in none.</param>
/// <param name="Name">The name.</param>
internal readonly record struct ObjectKey(MeshKind Kind, string Namespace, string Name)
{
    /// <summary>As people write it: <c>virtualservice/web in beta</c>.</summary>
    public override string ToString() => Model.Printable.OneLine($"{Kind.Kind.ToLowerInvariant()}/{Name}{(Namespace.Length == 0 ? "" : $" in {Namespace}")}");
}
