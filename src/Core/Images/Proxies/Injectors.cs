using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Images.Proxies;

/// <summary>The sidecar injectors: those that a release of this delivery installs, else those of the cluster. Not thread-safe.</summary>
/// <param name="rendered">The objects of this delivery.</param>
/// <param name="cluster">The cluster; null where none is asked.</param>
/// <param name="istio">What is configured of Istio; null for nothing.</param>
internal sealed class Injectors(IEnumerable<ManifestObject> rendered, ICluster? cluster, IstioOptions? istio)
{
    private readonly Dictionary<string, ManifestObject> brought = rendered
        .Where(item => item is { Kind: "ConfigMap", ApiVersion: "v1" } && (item.Name == Injector.Name || item.Name.StartsWith($"{Injector.Name}-", StringComparison.Ordinal)))
        .GroupBy(item => item.Name).ToDictionary(group => group.Key, group => group.Last());

    private readonly Dictionary<string, Injector?> found = [];
    private readonly Dictionary<string, JsonObject?> asked = [];

    /// <summary>False where no cluster is asked, so that there may be some that nobody knows.</summary>
    public bool AreKnown => cluster is not null;

    /// <summary>Why the cluster's injectors could not be read; null where they could, or were not needed.</summary>
    public MeshException? Unseen { get; private set; }

    /// <summary>The injector of a revision or a tag; null where there is none. A tag that is no revision's name leads to the configured revision, else to the default one.</summary>
    /// <param name="revision">The revision or tag; empty for the default one.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Injector?> FindAsync(string revision, CancellationToken cancellation)
    {
        if (!found.TryGetValue(revision, out var injector))
        {
            found[revision] = injector = await SearchAsync(revision, cancellation);
        }

        return injector;
    }

    private async Task<Injector?> SearchAsync(string revision, CancellationToken cancellation)
    {
        string[] names = [.. new[] { revision is "" or "default" ? null : $"{Injector.Name}-{revision}", istio?.Revision is { } own ? $"{Injector.Name}-{own}" : null, Injector.Name }.OfType<string>().Distinct()];
        foreach (var name in names)
        {
            if (brought.GetValueOrDefault(name) is { } item)
            {
                return Injector.Of(item.Body, item.Subject);
            }
        }

        if (brought.Count == 1)
        {
            return Injector.Of(brought.Values.First().Body, brought.Values.First().Subject);
        }

        foreach (var name in names)
        {
            if (await AskAsync(name, cancellation) is { } map)
            {
                return Injector.Of(map, $"configmap/{name} in {Namespace}");
            }
        }

        return null;
    }

    private string Namespace => istio?.Namespace ?? "istio-system";

    private async Task<JsonObject?> AskAsync(string name, CancellationToken cancellation)
    {
        if (cluster is null || Unseen is not null)
        {
            return null;
        }

        if (!asked.TryGetValue(name, out var map))
        {
            try
            {
                asked[name] = map = await cluster.GetAsync(ResourceKind.ConfigMap, Namespace, name, cancellation);
            }
            catch (MeshException exception)
            {
                Unseen = exception;
            }
        }

        return map;
    }
}
