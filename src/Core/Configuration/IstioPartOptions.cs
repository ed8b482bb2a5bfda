namespace Mesh.Core.Configuration;

/// <summary>A chart of Istio that a mesh may do without.</summary>
public sealed record IstioPartOptions
{
    /// <summary>True to install it.</summary>
    public bool Enabled { get; init; }

    /// <summary>What its container asks for and may take.</summary>
    public ResourcesOptions Resources { get; init; } = new();

    /// <summary>Values files, later ones win; they win over what is generated from the other keys.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
