using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>A cluster as one run sees it: the run is killed before or after a write, after which nothing of it reaches the cluster any more.</summary>
internal sealed class MortalCluster(ICluster inner) : ICluster
{
    private readonly List<string> writes = [];
    private bool isDead;

    /// <summary>The run died.</summary>
    public sealed class DeathException : Exception;

    /// <summary>Every write that was sent and was no question: <c>patch namespace/a</c>.</summary>
    public IReadOnlyList<string> Writes => writes;

    /// <summary>Every write that was a question.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>Which write, from 1, the run dies of; 0 for none.</summary>
    public int DiesAt { get; init; }

    /// <summary>True to die when it is made already, and only its answer is lost.</summary>
    public bool DiesAfter { get; init; }

    /// <summary>Called before each write is made.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a ConfigMap is read.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public string Context => inner.Context;

    public string Server => inner.Server;

    public IIdentityReviews Reviews => inner.Reviews;

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => Alive(inner).GetVersionAsync(cancellation);

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => Alive(inner).FindKindAsync(apiVersion, kind, cancellation);

    public async Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        await (kind == ResourceKind.ConfigMap ? BeforeRead() : Task.CompletedTask);
        return await Alive(inner).GetAsync(kind, ns, name, cancellation);
    }

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in Alive(inner).ListAsync(kind, query, cancellation))
        {
            yield return item;
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => Alive(inner).WatchAsync(kind, query, patience, cancellation);

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) =>
        WriteAsync($"create {kind.Kind.ToLowerInvariant()}/{body.Name()}", dryRun, () => inner.CreateAsync(kind, body, dryRun, cancellation));

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) =>
        WriteAsync($"apply {kind.Kind.ToLowerInvariant()}/{body.Name()}", dryRun, () => inner.ApplyAsync(kind, body, dryRun, force, cancellation));

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) =>
        WriteAsync($"patch {kind.Kind.ToLowerInvariant()}/{name}{(ns is null or "istio-system" ? "" : $" in {ns}")}", dryRun, () => inner.PatchAsync(kind, ns, name, type, patch, dryRun, cancellation));

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => WriteAsync($"delete {kind.Kind.ToLowerInvariant()}/{name}", dryRun, async () =>
    {
        await inner.DeleteAsync(kind, ns, name, dryRun, cancellation);
        return new JsonObject();
    });

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => Alive(inner).GetLogsAsync(ns, pod, container, tailLines, previous, cancellation);

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation) => Alive(inner).ExecAsync(ns, pod, container, command, cancellation);

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => Alive(inner).GetRawAsync(path, cancellation);

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => Alive(inner).IsAllowedAsync(rule, cancellation);

    private async Task<T> WriteAsync<T>(string text, bool dryRun, Func<Task<T>> write)
    {
        Alive(inner);
        if (dryRun)
        {
            lock (writes)
            {
                Questions.Add(text);
            }

            return await write();
        }

        bool last;
        lock (writes)
        {
            writes.Add(text);
            last = writes.Count == DiesAt;
            isDead = isDead || (last && !DiesAfter);
        }

        Alive(inner);
        await Before(text);
        var answer = await write();
        isDead = isDead || last;
        Alive(inner);
        return answer;
    }

    private ICluster Alive(ICluster cluster) => isDead ? throw new DeathException() : cluster;
}
