using System.Collections.Concurrent;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Delivery;

/// <summary>The outside world as a run was told to see it: real, or a sandbox. Nothing is opened before it is asked for.</summary>
/// <param name="connector">Makes clusters.</param>
/// <param name="helm">Helm.</param>
/// <param name="registries">Makes the door to all registries, given what is configured of some.</param>
public sealed class Toolbox(Lazy<IClusterConnector> connector, Lazy<IHelm> helm, Func<IReadOnlyList<RegistryOptions>, IRegistries> registries)
{
    private readonly ConcurrentDictionary<IReadOnlyList<RegistryOptions>, Lazy<IRegistries>> doors = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<(string, string?), ICluster> clusters = new();

    /// <summary>Helm.</summary>
    public IHelm Helm => helm.Value;

    /// <summary>The door to all registries; the same one each time.</summary>
    /// <param name="options">What is configured.</param>
    public IRegistries RegistriesOf(MeshOptions options) => doors.GetOrAdd(options.Registries, known => new Lazy<IRegistries>(() => registries(known))).Value;

    /// <summary>The cluster of a configuration; the same one each time.</summary>
    /// <param name="options">Which.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> for the null family or an unknown context; the remedy lists those there are.</exception>
    public ICluster Connect(ClusterOptions options) =>
        ContextName.WhyRefused(options.Context) is { } why
            ? throw new MeshException(ExitCode.Configuration, $"the kube context is refused: {why}", ContextHint(options))
            : clusters.GetOrAdd((options.Context!, options.Kubeconfig), key => connector.Value.Connect(key.Item1, key.Item2));

    /// <summary>The cluster of a kubeconfig that is no file; as <see cref="IClusterConnector.ConnectEmbedded"/>.</summary>
    /// <param name="kubeconfig">The text.</param>
    /// <param name="place">What it is called.</param>
    internal ICluster ConnectEmbedded(string kubeconfig, string place) => connector.Value.ConnectEmbedded(kubeconfig, place);

    /// <summary>The target of helm calls for the same configuration.</summary>
    /// <param name="options">Which.</param>
    public static HelmTarget TargetOf(ClusterOptions options) => new(options.Context!, options.Kubeconfig);

    /// <summary>What to do about a refused context: a sentence that lists the contexts there are.</summary>
    /// <param name="options">The cluster's configuration.</param>
    public string ContextHint(ClusterOptions options)
    {
        try
        {
            return connector.Value.ListContexts(options.Kubeconfig) is { Count: > 0 } contexts
                ? $"Say --kube-context NAME with one of: {string.Join(", ", contexts)}"
                : "Say --kube-context NAME; there is no kubeconfig with a context here, say --kubeconfig PATH as well";
        }
        catch (MeshException exception)
        {
            // The kubeconfig has a fault of its own, but the context was wrong first; say both.
            return $"Say --kube-context NAME; the contexts there are cannot be listed: {exception.Reason}";
        }
    }
}
