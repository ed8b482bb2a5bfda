using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>The cluster to work on.</summary>
public sealed record ClusterOptions
{
    /// <summary>The exact name of the kubeconfig context. Never falls back to current-context.</summary>
    /// <remarks>Loaded as it is, be it null or blank: a target that needs a cluster refuses it with 78 and says why.</remarks>
    [Form(Forms.Any, "text")]
    public string? Context { get; init; }

    /// <summary>The path of the kubeconfig, or several joined by the path separator; a leading ~/ is the home folder. Where absent: KUBECONFIG, then ~/.kube/config.</summary>
    [HomePath]
    public string? Kubeconfig { get; init; }

    /// <summary>UID of the namespace kube-system that the cluster must have; null for no pin.</summary>
    public string? Identity { get; init; }
}
