using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Images;

/// <summary>Knows which images a delivery needs.</summary>
public interface INeededImages
{
    /// <summary>The images that the configured releases and Istio will run, each once, in a stable order; empty where neither is configured, without asking a cluster.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As helm and the cluster fail; <see cref="ExitCode.Configuration"/> when a cluster is needed and its context is refused.</exception>
    Task<IReadOnlyList<ImageReference>> GetAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation);
}
