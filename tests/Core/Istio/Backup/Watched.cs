using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Backup;

/// <summary>A cluster whose writes are written down, and where a test can step in between.</summary>
internal sealed class Watched(ICluster inner) : ICluster
{
    /// <summary>Runs before each object of a list is given, with the kind and how many were given; throws to cut it off.</summary>
    public Action<ResourceKind, int> Giving { get; set; } = (_, _) => { };

    /// <summary>Runs before each write; throws to refuse it, and may change the body.</summary>
    public Action<string, JsonNode?, bool> Writing { get; set; } = (_, _, _) => { };

    /// <summary>What was really written: <c>create gateway/web</c>.</summary>
    public List<string> Writes { get; } = [];

    public string Context => inner.Context;

    public string Server => inner.Server;

    public IIdentityReviews Reviews => inner.Reviews;

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => inner.GetVersionAsync(cancellation);

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => inner.FindKindAsync(apiVersion, kind, cancellation);

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation) => inner.GetAsync(kind, ns, name, cancellation);

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = 0;
        await foreach (var item in inner.ListAsync(kind, query, cancellation))
        {
            Giving(kind, given++);
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => inner.WatchAsync(kind, query, patience, cancellation);

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation)
    {
        var copy = (JsonObject)body.DeepClone();
        Write($"create {kind.Describe(null, body.Name())}", copy, dryRun);
        return inner.CreateAsync(kind, copy, dryRun, cancellation);
    }

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation)
    {
        Write($"apply {kind.Describe(null, body.Name())}", body, dryRun);
        return inner.ApplyAsync(kind, body, dryRun, force, cancellation);
    }

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation)
    {
        Write($"patch {kind.Describe(null, name)}", patch, dryRun);
        return inner.PatchAsync(kind, ns, name, type, patch, dryRun, cancellation);
    }

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation)
    {
        Write($"delete {kind.Describe(null, name)}", null, dryRun);
        return inner.DeleteAsync(kind, ns, name, dryRun, cancellation);
    }

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => inner.GetRawAsync(path, cancellation);

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => inner.IsAllowedAsync(rule, cancellation);

    private void Write(string what, JsonNode? body, bool dryRun)
    {
        Writing(what, body, dryRun);
        if (!dryRun)
        {
            lock (Writes)
            {
                Writes.Add(what);
            }
        }
    }
}
