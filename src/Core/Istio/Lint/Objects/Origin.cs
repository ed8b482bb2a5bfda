namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>Where an object comes from.</summary>
/// <param name="Kind">What it was read from.</param>
/// <param name="Name">The path as it is shown, <c>release web</c>, the name of a context.</param>
internal sealed record Origin(OriginKind Kind, string Name)
{
    /// <summary>The file a finding points into; null where there is none that an editor could open.</summary>
    public string? File => Kind == OriginKind.File ? Name : null;
}
