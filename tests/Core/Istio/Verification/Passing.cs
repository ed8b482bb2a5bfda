using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Istio.Verification;

/// <summary>A cluster whose containers answer commands, and which refuses what it is told to refuse; all else is as the one behind it says. It takes no writes.</summary>
internal sealed class Passing(ICluster inner) : ICluster
{
    /// <summary>What a command prints, by pod in namespace and the command with one space between its words; null where there is no such command.</summary>
    public Func<string, string, ExecResult?> Exec { get; set; } = (_, _) => null;

    /// <summary>Which pods hold a command up for ever.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>The kinds, by plural, that may not be read, each with the namespace; null for all of them.</summary>
    public HashSet<(string Plural, string? Namespace)> Forbidden { get; } = [];

    public int Execs { get; private set; }

    public string Context => inner.Context;

    public string Server => inner.Server;

    public IIdentityReviews Reviews { get; init; } = inner.Reviews;

    public async Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        lock (Forbidden)
        {
            Execs++;
        }

        Refuse(new("", "v1", "pods/exec", "Pod"), ns);
        if (Hangs(pod))
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        }

        return Exec($"{pod}.{ns}", string.Join(' ', command)) is { } answer
            ? answer
            : throw new MeshException(ExitCode.NoInput, $"there is no {command[0]} in {container} of pod/{pod} in {ns}", "Look at it");
    }

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        Refuse(kind, ns);
        return inner.GetAsync(kind, ns, name, cancellation);
    }

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Refuse(kind, query.Namespace);
        await foreach (var item in inner.ListAsync(kind, query, cancellation))
        {
            yield return item;
        }
    }

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => inner.GetVersionAsync(cancellation);

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => inner.FindKindAsync(apiVersion, kind, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => inner.WatchAsync(kind, query, patience, cancellation);

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => inner.GetLogsAsync(ns, pod, container, tailLines, previous, cancellation);

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => inner.GetRawAsync(path, cancellation);

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => Task.FromResult(!Forbidden.Contains((rule.Resource, rule.Namespace)));

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) => throw Writes();

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) => throw Writes();

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) => throw Writes();

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => throw Writes();

    private static NotSupportedException Writes() => new("a verification writes nothing");

    private void Refuse(ResourceKind kind, string? ns)
    {
        if (Forbidden.Contains((kind.Plural, ns)))
        {
            throw new MeshException(ExitCode.Forbidden, $"the user may not read {kind.Plural}", "Grant it");
        }
    }
}
