using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Helm;

/// <summary>Helm, as narrow as the verbs need it.</summary>
/// <remarks>Every method throws <see cref="MeshException"/>: helm's own code when it ended with 1 to 63, <see cref="ExitCode.NoInput"/> when helm, a chart or a values file is not there,
/// <see cref="ExitCode.Refused"/> when an interrupted upgrade left the release pending, <see cref="ExitCode.MalformedInput"/> for a name, a namespace or a values path that is none.</remarks>
public interface IHelm
{
    /// <summary>The version of the helm on PATH, such as <c>3.10.1</c>.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is older than 3.8.</exception>
    Task<string> GetVersionAsync(CancellationToken cancellation);

    /// <summary>Why this helm cannot install a manifest that is given to it (<see cref="HelmRelease.Manifest"/>), as the end of a sentence; null when it can.</summary>
    /// <param name="cancellation">Stops it.</param>
    Task<string?> WhyNoManifestAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>The release as the cluster has it, or null when it is not installed.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

    /// <summary>All releases of a namespace in whatever state, by namespace and name.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation);

    /// <summary>The values that the release was installed with, without the chart's defaults; empty when it is not installed.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

    /// <summary>What the chart of a release says of itself, wherever helm finds it.</summary>
    /// <param name="release">Its chart and version.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation);

    /// <summary>The chart's own default values.</summary>
    /// <param name="release">Its chart and version.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation);

    /// <summary>The manifests that the cluster has installed for the release, as YAML documents, hooks included (they carry the annotation helm.sh/hook): those of the last deployed revision, with which helm itself compares; empty when it is not installed.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

    /// <summary>The manifests as an upgrade would install them, as YAML documents, hooks included. Asks the cluster for its versions and kinds and for what <c>lookup</c> finds; changes nothing.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">What to render.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

    /// <summary>The same where no cluster is asked: as a fresh install would have them, with helm's own idea of versions and kinds, and with a <c>lookup</c> that finds nothing.</summary>
    /// <param name="release">What to render.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation);

    /// <summary><c>helm upgrade --install</c>. Does not wait for the rollout.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">What to install.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

    /// <summary><c>helm rollback</c> to an earlier revision. Does not wait for the rollout.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="revision">The revision to go back to.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation);

    /// <summary><c>helm uninstall</c>: what the release installed is deleted, but for CRDs of a crds folder and what the chart marks to be kept.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);
}
