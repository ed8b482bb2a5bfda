using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Istio.Authority.Comparison;

/// <summary>A cluster with something in between: no answer at all, more objects, or programs in its containers.</summary>
internal sealed class Interposed(ICluster inner) : ICluster
{
    /// <summary>Runs before each request; throws to refuse it.</summary>
    public Action Before { get; init; } = () => { };

    /// <summary>What a container's program prints, by the pod's name.</summary>
    public Func<string, ExecResult> Exec { get; init; } = _ => throw new NotSupportedException();

    public string Context => inner.Context;

    public string Server => inner.Server;

    public IIdentityReviews Reviews => inner.Reviews;

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        Before();
        return inner.GetAsync(kind, ns, name, cancellation);
    }

    public IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, CancellationToken cancellation)
    {
        Before();
        return inner.ListAsync(kind, query, cancellation);
    }

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        Assert.That((container, string.Join(' ', command)), Is.EqualTo(("istio-proxy", "pilot-agent request GET config_dump?resource=dynamic_active_secrets")).Or.EqualTo(("istio-proxy", "pilot-agent request GET config_dump")));
        return Task.FromResult(Exec(pod));
    }

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException("a comparison writes nothing");

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) => throw new NotSupportedException("a comparison writes nothing");

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException("a comparison writes nothing");

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException("a comparison writes nothing");

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => throw new NotSupportedException();
}
