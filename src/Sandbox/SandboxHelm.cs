using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Helm;
using Mesh.Sandbox.Text;

namespace Mesh.Sandbox;

/// <summary>
/// A helm for the clusters of a sandbox. It renders the scenario's charts by putting values into plain manifests; it knows no Go templates, no hooks, no dependencies, no lookup.
/// It installs with the rights of the context's user, keeps revisions, and ends with helm's code 1 where helm would.
/// </summary>
/// <param name="clusters">The sandbox it works on.</param>
public sealed class SandboxHelm(SandboxClusterConnector clusters) : IHelm
{
    /// <inheritdoc/>
    public Task<string> GetVersionAsync(CancellationToken cancellation) => Task.FromResult("3.8.0+sandbox");

    /// <inheritdoc/>
    public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) =>
        Task.FromResult(clusters.Open(target.Context).Api.Releases.Newest(release.Namespace, release.Name)?.Release);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation) =>
        Task.FromResult(clusters.Open(target.Context).Api.Releases.All(ns));

    /// <inheritdoc/>
    public Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) =>
        Task.FromResult(clusters.Open(target.Context).Api.Releases.Newest(release.Namespace, release.Name)?.Values.Copy() ?? []);

    /// <inheritdoc/>
    public Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation)
    {
        var title = ChartRenderer.Title(ChartRenderer.Find(clusters.Scenario, release.Chart));
        var dash = title.LastIndexOf('-');
        return Task.FromResult(new ChartInfo(title[..dash], title[(dash + 1)..], title[(dash + 1)..]));
    }

    /// <inheritdoc/>
    public Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation) =>
        Task.FromResult(ChartRenderer.Find(clusters.Scenario, release.Chart).Values.Copy());

    /// <inheritdoc/>
    public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) =>
        Task.FromResult(ScenarioText.Write(clusters.Open(target.Context).Api.Releases.Deployed(release.Namespace, release.Name)?.Manifests ?? []));

    /// <inheritdoc/>
    public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        _ = clusters.Open(target.Context);
        return Task.FromResult(ScenarioText.Write(Render(release)));
    }

    /// <inheritdoc/>
    public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => Task.FromResult(ScenarioText.Write(Render(release)));

    /// <inheritdoc/>
    public async Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation)
    {
        var view = clusters.Open(target.Context);
        var releases = view.Api.Releases;
        var goal = releases.Find(release.Namespace, release.Name, revision) ?? throw new MeshException(1, $"helm ended with 1: Error: release has no {revision} version", "Choose a revision that helm history lists");
        var before = releases.Deployed(release.Namespace, release.Name)?.Manifests ?? [];
        await InstallAsync(new InMemoryCluster(view, "helm"), release, before, goal.Manifests, cancellation);
        var next = goal.Release with { Revision = releases.Newest(release.Namespace, release.Name)!.Release.Revision + 1, Status = "deployed" };
        releases.Add(release.Namespace, goal with { Release = next }, release.HistoryLimit);
    }

    /// <inheritdoc/>
    public async Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        var view = clusters.Open(target.Context);
        var releases = view.Api.Releases;
        if (releases.Newest(release.Namespace, release.Name) is null)
        {
            throw new MeshException(1, $"helm ended with 1: Error: uninstall: Release not loaded: {release.Name}: release: not found", "Choose a release that helm list shows");
        }

        await InstallAsync(new InMemoryCluster(view, "helm"), release, releases.Deployed(release.Namespace, release.Name)?.Manifests ?? [], [], cancellation);
        releases.Remove(release.Namespace, release.Name);
    }

    /// <inheritdoc/>
    public async Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        var view = clusters.Open(target.Context);
        var cluster = new InMemoryCluster(view, "helm");
        var chart = ChartRenderer.Find(clusters.Scenario, release.Chart);
        var manifests = Render(release);
        var releases = view.Api.Releases;
        var revision = (releases.Newest(release.Namespace, release.Name)?.Release.Revision ?? 0) + 1;
        var installed = new InstalledRelease(release.Name, revision, "deployed", ChartRenderer.Title(chart)) { Namespace = release.Namespace };
        var values = ReleaseValues.Of(release);
        try
        {
            await InstallAsync(cluster, release, releases.Deployed(release.Namespace, release.Name)?.Manifests ?? [], manifests, cancellation);
            releases.Add(release.Namespace, new(installed, manifests, values), release.HistoryLimit);
        }
        catch (MeshException refused)
        {
            releases.Add(release.Namespace, new(installed with { Status = "failed" }, manifests, values), release.HistoryLimit);
            var action = revision == 1 ? "INSTALLATION FAILED" : "UPGRADE FAILED";
            throw new MeshException(1, $"helm ended with 1: Error: {action}: {refused.InnerException?.Message ?? refused.Reason}", refused.Remedy, refused);
        }
    }

    private List<JsonObject> Render(HelmRelease release) => release.Manifest is { } manifest
        ? [.. ScenarioText.Read(manifest, "the manifest").Select(document => (JsonObject)ScenarioText.ToJson(document, "the manifest")!)]
        : ChartRenderer.Render(ChartRenderer.Find(clusters.Scenario, release.Chart), ReleaseValues.Of(release), release.Name, release.Namespace);

    private static async Task InstallAsync(InMemoryCluster cluster, HelmRelease release, IReadOnlyList<JsonObject> before, IReadOnlyList<JsonObject> manifests, CancellationToken cancellation)
    {
        if (release.CreateNamespace && await cluster.GetAsync(ResourceKind.Namespace, null, release.Namespace, cancellation) is null)
        {
            await cluster.CreateAsync(ResourceKind.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = release.Namespace } }, false, cancellation);
        }

        foreach (var manifest in manifests)
        {
            var kind = await KindAsync(cluster, manifest, cancellation);
            var (ns, name) = (kind.Namespaced ? manifest.Namespace() : null, manifest.Name());
            if (await cluster.GetAsync(kind, ns, name, cancellation) is not { } live)
            {
                await cluster.CreateAsync(kind, manifest, false, cancellation);
                continue;
            }

            if (!before.Any(old => IsSame(old, manifest)) && !IsOwn(live, release))
            {
                throw new MeshException(ExitCode.Refused, $"rendered manifests contain a resource that already exists: {kind.Describe(ns, name)} exists and is not owned by release {release.Name}", "Delete it, or mark it as the release's own");
            }

            var patch = ReleaseValues.PatchBetween(before.FirstOrDefault(old => IsSame(old, manifest)) ?? [], manifest);
            await cluster.PatchAsync(kind, ns, name, PatchType.Merge, patch, false, cancellation);
        }

        foreach (var gone in before.Where(old => !manifests.Any(manifest => IsSame(old, manifest))))
        {
            var kind = await KindAsync(cluster, gone, cancellation);
            await cluster.DeleteAsync(kind, kind.Namespaced ? gone.Namespace() : null, gone.Name(), false, cancellation);
        }
    }

    private static async Task<ResourceKind> KindAsync(InMemoryCluster cluster, JsonObject manifest, CancellationToken cancellation) =>
        await cluster.FindKindAsync(manifest.Text("apiVersion")!, manifest.Text("kind")!, cancellation)
        ?? throw new MeshException(ExitCode.Refused, $"unable to build kubernetes objects: no matches for kind \"{manifest.Text("kind")}\" in version \"{manifest.Text("apiVersion")}\"", "Install its CustomResourceDefinition first");

    private static bool IsOwn(JsonObject live, HelmRelease release) =>
        live.Text("metadata", "labels", "app.kubernetes.io/managed-by") == "Helm"
        && live.Text("metadata", "annotations", "meta.helm.sh/release-name") == release.Name
        && live.Text("metadata", "annotations", "meta.helm.sh/release-namespace") == release.Namespace;

    private static bool IsSame(JsonObject one, JsonObject other) =>
        one.Text("kind") == other.Text("kind") && one.Text("apiVersion") == other.Text("apiVersion") && one.Namespace() == other.Namespace() && one.Name() == other.Name();
}
