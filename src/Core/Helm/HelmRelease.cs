using System.Text.Json.Nodes;

namespace Mesh.Core.Helm;

/// <summary>A release to install or upgrade: what <c>helm upgrade --install</c> is told.</summary>
/// <param name="Name">The release's name.</param>
/// <param name="Chart">A folder, an archive, <c>repo/chart</c> or <c>oci://…</c>.</param>
/// <param name="Namespace">The namespace it lives in.</param>
public sealed record HelmRelease(string Name, string Chart, string Namespace)
{
    /// <summary>The chart's version, for charts from a repository; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>Values that the values files win over: what is generated from options.</summary>
    public JsonObject? Generated { get; init; }

    /// <summary>Values files, later ones win.</summary>
    public IReadOnlyList<string> ValuesFiles { get; init; } = [];

    /// <summary>Single values by dotted path, as JSON scalars, arrays or objects; they win over the files. Passed by a generated values file, never by --set: no quoting, and no secret on a command line.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Set { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Dotted paths whose chart defaults are cleared (null). They win over everything. One that ends in <c>.*</c> has to be expanded before helm is called.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];

    /// <summary>Dotted paths that a clear with <c>.*</c> leaves.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Values that win over all others: for a render that only tries what they change. Null for none.</summary>
    public JsonObject? Trial { get; init; }

    /// <summary>The manifests to install in place of what the chart renders, as YAML documents, hooks included; null for what it renders. Helm is given them by a post-renderer.</summary>
    public string? Manifest { get; init; }

    /// <summary>True to create the namespace when it is not there.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>How many revisions helm keeps.</summary>
    public int HistoryLimit { get; init; } = 10;

    /// <summary>How long one helm call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
