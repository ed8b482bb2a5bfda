using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>A reference of the Gateway API with its defaults filled in: without a namespace it means that of the object which names it.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Key">What it refers to.</param>
internal sealed record ApiRef(Field At, ObjectKey Key)
{
    public MeshKind Kind => Key.Kind;

    public string Namespace => Key.Namespace;

    public string Name => Key.Name;

    /// <summary>Whether it refers to another namespace.</summary>
    public bool Crosses => Namespace != At.Object.Namespace;

    /// <summary>The references of a list; what names nothing is none.</summary>
    /// <param name="list">The list.</param>
    /// <param name="fallback">The kind of one that says none.</param>
    public static IEnumerable<ApiRef> Of(Field list, MeshKind fallback) => list.Items.Select(item => One(item, fallback)).OfType<ApiRef>();

    /// <summary>One reference; null where it names nothing.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="fallback">The kind where it says none.</param>
    public static ApiRef? One(Field at, MeshKind fallback) => at["name"].Text is { Length: > 0 } name
        ? new(at, new(new(at["group"].Text ?? fallback.Group, at["kind"].Text is { Length: > 0 } kind ? kind : fallback.Kind), at["namespace"].Text is { Length: > 0 } ns ? ns : at.Object.Namespace, name))
        : null;
}
