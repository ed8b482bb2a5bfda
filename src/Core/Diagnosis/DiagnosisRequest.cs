namespace Mesh.Core.Diagnosis;

/// <summary>What a diagnosis was asked for.</summary>
public sealed record DiagnosisRequest
{
    /// <summary>The namespaces; empty for those of mesh.yaml.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>True for every namespace.</summary>
    public bool AllNamespaces { get; init; }

    /// <summary>Labels of the pods to look at, such as <c>app=web</c>; null for all.</summary>
    public string? Selector { get; init; }

    /// <summary>How old events, ends of containers and dated log lines may be, as <c>30m</c>; null for all there are.</summary>
    public string? Since { get; init; }

    /// <summary>An archive to read instead of a cluster: a folder or a .tar.gz; null for the cluster.</summary>
    public string? From { get; init; }

    /// <summary>Where to write an archive of what was seen: a file whose name ends in .tar.gz, or a folder; null for nowhere.</summary>
    public string? Evidence { get; init; }

    /// <summary>A log to read instead of a cluster, <c>-</c> for the standard input; null for none.</summary>
    public string? Log { get; init; }
}
