namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>What of a cluster is looked at.</summary>
/// <param name="Namespaces">The namespaces, each once, in order; null for all.</param>
/// <param name="IstioNamespace">The namespace of the control plane.</param>
public sealed record EvidenceScope(IReadOnlyList<string>? Namespaces, string IstioNamespace)
{
    /// <summary>Labels of the pods that are looked at; null for all. Everything else is looked at all the same.</summary>
    public string? Selector { get; init; }

    /// <summary>Events, ends of containers and log lines that say when they happened count when they are no older than this; null for all there are.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>True when a namespace that is not there is an error of whoever asked for it, and not just one that has not been made yet.</summary>
    public bool Named { get; init; }
}
