using System.Text.Json.Nodes;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>A helm release to upgrade.</summary>
public sealed record ReleaseOptions
{
    /// <summary>The release's name; with its namespace it is unique in the list.</summary>
    [Form(Forms.Release, Forms.ReleaseWords)]
    public required string Name { get; init; }

    /// <summary>A folder, an archive, repo/chart or oci://….</summary>
    public required string Chart { get; init; }

    /// <summary>The chart's version, for charts from a repository.</summary>
    public string? Version { get; init; }

    /// <summary>The namespace it lives in.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Namespace { get; init; }

    /// <summary>True to create the namespace when it is not there.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>Values files, later ones win.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Single values by dotted path as helm's --set has them; they win over the files. "42" is text and 42 a number.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Set { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Dotted paths whose chart defaults have to be gone from what is installed; a path that ends in .* means every default below it.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];

    /// <summary>Dotted paths that a clear with .* leaves.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>How many revisions helm keeps; 0 for all.</summary>
    [AtLeast(0)]
    public int HistoryLimit { get; init; } = 10;

    /// <summary>How long its upgrade and rollout may take, such as 5m or 1h30m; null for --timeout. A bare number is seconds.</summary>
    [Duration]
    public string? Timeout { get; init; }
}
