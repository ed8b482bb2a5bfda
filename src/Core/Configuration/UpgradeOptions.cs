using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>How a new version takes over, and what makes it go back.</summary>
public sealed record UpgradeOptions
{
    /// <summary>canary for a new revision beside the old one, in-place for the same one.</summary>
    [Form("^(canary|in-place)$", "canary or in-place")]
    public string Form { get; init; } = "canary";

    /// <summary>The namespaces in the order they are moved; empty for all that the old revision serves, by name.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>How many namespaces are moved at once.</summary>
    [AtLeast(1)]
    public int Batch { get; init; } = 1;

    /// <summary>True to leave the old revision running at the end.</summary>
    public bool KeepOld { get; init; }

    /// <summary>The percentage of a batch's proxies that may be missing after their restart.</summary>
    [AtLeast(0)]
    public int MaxMissing { get; init; } = 5;

    /// <summary>How many proxies of a batch may be out of step with istiod.</summary>
    [AtLeast(0)]
    public int MaxOutOfSync { get; init; }

    /// <summary>How many proxies of a batch may refuse their configuration.</summary>
    [AtLeast(0)]
    public int MaxRejected { get; init; }

    /// <summary>A command and its arguments that judges a batch: any exit code but 0 takes it back. MESH_NAMESPACES and MESH_REVISION say what was moved.</summary>
    public IReadOnlyList<string> Metric { get; init; } = [];

    /// <summary>How long the command may take.</summary>
    [Duration]
    public string MetricTimeout { get; init; } = "2m";

    /// <summary>How long proxies may take to come back and to be in step, per batch; null for --timeout.</summary>
    [Duration]
    public string? Timeout { get; init; }
}
