using System.Collections.Concurrent;
using Mesh.Core.Helm;
using Mesh.Core.Tests.Delivery;

namespace Mesh.Core.Tests.Images;

/// <summary>A helm that renders what a test says.</summary>
internal sealed class StubHelm : UnaskedHelm, IHelm
{
    private readonly ConcurrentQueue<string> calls = new();
    private int running;

    /// <summary>The manifests by the release's name.</summary>
    public ConcurrentDictionary<string, string> Manifests { get; } = new();

    public IReadOnlyList<string> Calls => [.. calls];

    /// <summary>How many were rendered at the same time at most.</summary>
    public int Most { get; private set; }

    /// <summary>Runs in the middle of each rendering.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public Task<string> GetVersionAsync(CancellationToken cancellation) => Task.FromResult("3.18.0");

    public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Render($"render {release.Name} in {target.Context}", release);

    public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => Render($"template {release.Name}", release);

    public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    private async Task<string> Render(string call, HelmRelease release)
    {
        calls.Enqueue(call);
        var now = Interlocked.Increment(ref running);
        lock (calls)
        {
            Most = Math.Max(Most, now);
        }

        await Meanwhile();
        Interlocked.Decrement(ref running);
        return Manifests[release.Name];
    }
}
