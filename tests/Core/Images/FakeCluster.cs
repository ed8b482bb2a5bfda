using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Images;

/// <summary>A cluster that only holds objects, and refuses some.</summary>
internal sealed class FakeCluster : ICluster, IClusterConnector
{
    private readonly ConcurrentDictionary<(string Plural, string? Namespace, string Name), JsonObject> objects = new();

    public string Context => "locust";

    public string Server => "https://locust.invalid";

    public IIdentityReviews Reviews => throw new NotSupportedException();

    /// <summary>Plurals that this user may not read.</summary>
    public HashSet<string> Denied { get; } = [];

    /// <summary>A node as a kubelet registers it; labels say the same.</summary>
    public void AddNode(string name, string platform, JsonArray? taints = null, Dictionary<string, string>? labels = null, bool labelled = true)
    {
        var (os, architecture) = platform.Split('/') is [var one, var two] ? (one, two) : ("", "");
        var all = new JsonObject();
        if (labelled)
        {
            (all["kubernetes.io/os"], all["kubernetes.io/arch"]) = (os, architecture);
        }

        foreach (var (key, value) in labels ?? [])
        {
            all[key] = value;
        }

        Put(ResourceKind.Node, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = all },
            ["spec"] = new JsonObject { ["taints"] = taints },
            ["status"] = new JsonObject { ["nodeInfo"] = new JsonObject { ["operatingSystem"] = os, ["architecture"] = architecture, ["kernelVersion"] = os == "windows" ? "10.0.17763.1879" : "6.1" } },
        });
    }

    public void Put(ResourceKind kind, JsonObject item) => objects[(kind.Plural, item.Namespace(), item.Name())] = item;

    public ICluster Connect(string? context, string? kubeconfig) => this;

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        Refuse(kind);
        return Task.FromResult(objects.GetValueOrDefault((kind.Plural, ns, name)));
    }

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Refuse(kind);
        await Task.CompletedTask;
        foreach (var (_, item) in objects.Where(pair => pair.Key.Plural == kind.Plural))
        {
            yield return item;
        }
    }

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException();

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => throw new NotSupportedException();

    private void Refuse(ResourceKind kind)
    {
        if (Denied.Contains(kind.Plural))
        {
            throw new MeshException(ExitCode.Forbidden, $"{kind.Plural} is forbidden", "Grant it");
        }
    }
}
