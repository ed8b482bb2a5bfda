using System.Collections.Concurrent;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Delivery;

/// <summary>A helm that writes down what it is asked, in order.</summary>
internal sealed class RecordingHelm(IHelm inner) : UnaskedHelm, IHelm
{
    private readonly ConcurrentQueue<string> calls = new();

    public IReadOnlyList<string> Calls => [.. calls];

    public HelmRelease? Last { get; private set; }

    public Task<string> GetVersionAsync(CancellationToken cancellation) => Note("version", null, inner.GetVersionAsync(cancellation));

    public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Note("find", release, inner.FindAsync(target, release, cancellation));

    public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Note("manifest", release, inner.GetManifestAsync(target, release, cancellation));

    public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Note("render", release, inner.RenderAsync(target, release, cancellation));

    public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => Note("template", release, inner.RenderOfflineAsync(release, cancellation));

    public async Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        await Note("upgrade", release, Task.FromResult(0));
        await inner.UpgradeAsync(target, release, cancellation);
    }

    private Task<T> Note<T>(string call, HelmRelease? release, Task<T> answer)
    {
        calls.Enqueue(release is null ? call : $"{call} {release.Name}");
        Last = release ?? Last;
        return answer;
    }
}
