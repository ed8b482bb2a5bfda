namespace Mesh.Sandbox.Scenarios;

/// <summary>A chart, rendered by plain manifests in which <c>${values.path}</c> stands for a value.</summary>
public sealed record ScenarioChart
{
    /// <summary>What a release names it by: <c>./charts/web</c>, <c>repo/web</c>. Compared as written, but for a leading <c>./</c>.</summary>
    public required string Chart { get; init; }

    /// <summary>Name and version as helm lists them. Default: the last part of <see cref="Chart"/> and <c>-0.1.0</c>.</summary>
    public string? Title { get; init; }

    /// <summary>The default values, as YAML.</summary>
    public string Values { get; init; } = "";

    /// <summary>The manifests, as YAML documents.</summary>
    public required string Manifests { get; init; }
}
