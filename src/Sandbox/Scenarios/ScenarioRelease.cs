using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Scenarios;

/// <summary>A release that is installed when the sandbox begins.</summary>
public sealed record ScenarioRelease
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The chart, as <see cref="ScenarioChart.Chart"/> has it.</summary>
    public required string Chart { get; init; }

    /// <summary>Its revision. Default 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The values it was installed with; they win over the chart's defaults.</summary>
    public JsonObject Values { get; init; } = [];
}
