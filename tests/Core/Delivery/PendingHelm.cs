using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Delivery;

/// <summary>A helm whose releases were cut off in the middle.</summary>
internal sealed class PendingHelm(IHelm inner, int revision, string status) : UnaskedHelm, IHelm
{
    public Task<string> GetVersionAsync(CancellationToken cancellation) => inner.GetVersionAsync(cancellation);

    public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) =>
        Task.FromResult<InstalledRelease?>(new InstalledRelease(release.Name, revision, status, "web-0.1.0"));

    public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => inner.GetManifestAsync(target, release, cancellation);

    public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => inner.RenderAsync(target, release, cancellation);

    public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => inner.RenderOfflineAsync(release, cancellation);

    public Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new InvalidOperationException("nobody may upgrade a pending release");
}
