namespace Mesh.Sandbox.Scenarios;

/// <summary>A node. It takes any number of pods.</summary>
public sealed record ScenarioNode
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its architecture, as nodeInfo and the label kubernetes.io/arch say it. Default arm64.</summary>
    public string Architecture { get; init; } = "arm64";

    /// <summary>Further labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints as <c>key=value:effect</c> or <c>key:effect</c>.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];
}
