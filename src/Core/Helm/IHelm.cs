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

    /// <summary>The release as the cluster has it, or null when it is not installed.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="release">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation);

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
}
