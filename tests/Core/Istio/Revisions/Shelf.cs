using System.Text.Json.Nodes;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>Helm with some releases of control planes, which it can uninstall and roll back.</summary>
internal sealed class Shelf : IHelm
{
    public Dictionary<string, (InstalledRelease Release, string? Revision)> Releases { get; } = [];

    public List<string> Calls { get; } = [];

    public string Manifest { get; set; } = "";

    public Func<string, Task> Uninstalled { get; set; } = _ => Task.CompletedTask;

    public Task<string> GetVersionAsync(CancellationToken cancellation) => Task.FromResult("3.18.0");

    public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Task.FromResult(Releases.TryGetValue(release.Name, out var known) ? known.Release : null);

    public Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<InstalledRelease>>([.. Releases.Values.Select(one => one.Release)]);

    public Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Task.FromResult(Releases[release.Name].Revision is { } revision ? new JsonObject { ["revision"] = revision } : []);

    public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Task.FromResult(Manifest);

    public Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        Calls.Add($"uninstall {release.Name}");
        Releases.Remove(release.Name);
        return Uninstalled(release.Name);
    }

    public Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation)
    {
        Calls.Add($"rollback {release.Name} {revision}");
        var known = Releases[release.Name];
        Releases[release.Name] = (known.Release with { Revision = known.Release.Revision + 1, Chart = "istiod-1.28.0" }, known.Revision);
        return Task.CompletedTask;
    }

    public Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();
}
