namespace Mesh.Core.Configuration;

/// <summary>The cluster to work on.</summary>
public sealed record ClusterOptions
{
    /// <summary>The exact name of the kubeconfig context. Never falls back to current-context.</summary>
    public string? Context { get; init; }

    /// <summary>The path of the kubeconfig, or several joined by the path separator. Default: KUBECONFIG, then ~/.kube/config.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>UID of the namespace kube-system that the cluster must have; null for no pin.</summary>
    public string? Identity { get; init; }
}
