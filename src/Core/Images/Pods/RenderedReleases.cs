using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;

namespace Mesh.Core.Images.Pods;

/// <summary>The configured releases as helm renders them.</summary>
internal static class RenderedReleases
{
    // Each is a process of its own that loads a chart and, with a cluster, its discovery.
    private const int AtOnce = 4;

    /// <summary>Renders them side by side; the results stand in the order of the releases.</summary>
    /// <param name="tools">The outside world.</param>
    /// <param name="options">What is configured; without a context they are rendered without a cluster.</param>
    /// <param name="timeout">The time limit of a helm call, where the release has none of its own.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">As for <see cref="IHelm"/>.</exception>
    public static async Task<IReadOnlyList<(HelmRelease Release, ManifestSet Manifests)>> RenderAsync(Toolbox tools, MeshOptions options, TimeSpan timeout, CancellationToken cancellation)
    {
        if (options.Releases.Count == 0)
        {
            return [];
        }

        await tools.Helm.GetVersionAsync(cancellation);
        var rendered = new (HelmRelease, ManifestSet)[options.Releases.Count];
        await Parallel.ForAsync(0, rendered.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (index, token) =>
        {
            var release = await ReleaseClearing.ExpandAsync(tools.Helm, ConfiguredRelease.Of(options.Releases[index], timeout), token);
            rendered[index] = (release, await RenderAsync(tools, options.Cluster, release, token));
        });
        return rendered;
    }

    /// <summary>Renders one, with the cluster's own capabilities where there is a context.</summary>
    /// <param name="tools">The outside world.</param>
    /// <param name="where">The cluster.</param>
    /// <param name="release">The release, with what it clears expanded.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">As for <see cref="IHelm"/>.</exception>
    public static async Task<ManifestSet> RenderAsync(Toolbox tools, ClusterOptions where, HelmRelease release, CancellationToken cancellation) => ManifestSet.Parse(
        where.Context is null ? await tools.Helm.RenderOfflineAsync(release, cancellation) : await RenderAsync(tools, Toolbox.TargetOf(where), release, cancellation),
        $"the rendered manifest of release {release.Name}");

    // Whose the objects are is not asked here; the upgrade lists them all.
    private static async Task<string> RenderAsync(Toolbox tools, HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        try
        {
            return await tools.Helm.RenderAsync(target, release, cancellation);
        }
        catch (MeshException exception) when (Ownership.IsRefusal(exception))
        {
            return await tools.Helm.RenderOfflineAsync(release, cancellation);
        }
    }
}
