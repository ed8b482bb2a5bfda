namespace Mesh.Core.Configuration;

/// <summary>A chart of Istio.</summary>
public sealed record IstioComponentOptions
{
    /// <summary>Values files, later ones win; they win over what is generated from the other keys.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
