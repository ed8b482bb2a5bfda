using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes;

/// <summary>Makes an <see cref="ICluster"/> from what the configuration says. Sends nothing yet.</summary>
public interface IClusterConnector
{
    /// <summary>The cluster of a context.</summary>
    /// <param name="context">The exact name of the context; never a fall-back to current-context.</param>
    /// <param name="kubeconfig">The path of a kubeconfig, or several joined by the path separator; null for KUBECONFIG, then ~/.kube/config, then (only for the context name <c>in-cluster</c>) the pod's service account.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> for the null family or an unknown context (the message lists those there are);
    /// <see cref="ExitCode.NoInput"/> when a file is not there; <see cref="ExitCode.MalformedInput"/> when one cannot be read, or names something twice.</exception>
    ICluster Connect(string? context, string? kubeconfig);

    /// <summary>The cluster of a kubeconfig that is no file, by its current context. It may come from anybody: no program that it names is run, and no file is opened.</summary>
    /// <param name="kubeconfig">The text.</param>
    /// <param name="place">What it is called in errors, which quote nothing of it but names.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it cannot be read or needs a program or file of another machine; <see cref="ExitCode.Unavailable"/> when this connector reaches no such clusters.</exception>
    ICluster ConnectEmbedded(string kubeconfig, string place) => throw new MeshException(ExitCode.Unavailable, $"{place}: clusters of other kubeconfigs are out of reach here", "Look at it where they can be reached");

    /// <summary>The names of the contexts there are, in the order of the files. Empty when there is no kubeconfig.</summary>
    /// <param name="kubeconfig">As for <see cref="Connect"/>.</param>
    IReadOnlyList<string> ListContexts(string? kubeconfig);
}
