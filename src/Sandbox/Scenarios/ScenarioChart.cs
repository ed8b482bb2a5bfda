using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Scenarios;

/// <summary>A chart, rendered by plain manifests in which <c>${values.path}</c> stands for a value. Nothing else of Go templates is there.</summary>
public sealed record ScenarioChart
{
    /// <summary>What a release names it by: <c>./charts/web</c>, <c>repo/web</c>.</summary>
    public required string Chart { get; init; }

    /// <summary>Name and version as helm lists them. Default: the last part of <see cref="Chart"/> and <c>-0.1.0</c>.</summary>
    public string? Title { get; init; }

    /// <summary>The default values.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>The manifests.</summary>
    public required IReadOnlyList<JsonObject> Manifests { get; init; }
}
