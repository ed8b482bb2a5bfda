using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox;

/// <summary>
/// A Kubernetes cluster in memory, seen by one user: the API with its refusals, the workload controllers, a scheduler and kubelets.
/// It answers as a real server does, which the contract tests prove on both; docs/sandbox.md lists what it does not have.
/// </summary>
/// <remarks>Thread-safe. Several of them may show one cluster to several users: see <see cref="SandboxClusterConnector"/>.</remarks>
public sealed class InMemoryCluster : ICluster, IDisposable
{
    // As long as a client of a real server goes on asking.
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(3);

    private readonly ApiServer server;
    private readonly ScenarioContext user;
    private readonly string manager = "mesh";

    /// <summary>A cluster of its own, seen by the scenario's first context.</summary>
    /// <param name="scenario">What it begins with.</param>
    /// <param name="time">The clock its controllers run on.</param>
    public InMemoryCluster(Scenario scenario, TimeProvider time)
        : this(Beginning.Of(scenario, scenario.Contexts[0], time, new SandboxRegistries(scenario)), scenario.Contexts[0])
    {
    }

    internal InMemoryCluster(ApiServer server, ScenarioContext user) => (this.server, this.user, Reviews) = (server, user, new IdentityReviews(server, user, ReadPatience));

    internal InMemoryCluster(InMemoryCluster view, string manager)
        : this(view.server, view.user) => this.manager = manager;

    /// <inheritdoc/>
    public string Context => user.Name;

    /// <inheritdoc/>
    public string Server => user.Server;

    /// <inheritdoc/>
    public IIdentityReviews Reviews { get; }

    internal ApiServer Api => server;

    /// <inheritdoc/>
    public async Task<KubeVersion> GetVersionAsync(CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        return server.Version;
    }

    /// <inheritdoc/>
    public async Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        lock (server.Gate)
        {
            return server.FindKind(apiVersion, kind);
        }
    }

    /// <inheritdoc/>
    public async Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        Demand("get", kind, ns);
        lock (server.Gate)
        {
            return server.Store.Get(kind, ns, name)?.Copy();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        Demand("list", kind, query.Namespace);
        var matches = Matcher(kind, query);
        List<JsonObject> found;
        lock (server.Gate)
        {
            found = server.Serves(kind) ? [.. server.Store.List(kind, query.Namespace).Where(matches).Select(item => item.Copy())] : throw ApiError.NoSuchResource();
        }

        foreach (var item in found)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Demand("watch", kind, query.Namespace);
        var matches = Matcher(kind, query);
        Subscription subscription;
        lock (server.Gate)
        {
            subscription = server.Serves(kind) ? server.Store.Subscribe(kind, matches) : throw ApiError.NoSuchResource();
        }

        try
        {
            while (true)
            {
                var next = await OutOfReach.WaitAsync(server.Clock, patience, () => subscription.Events.ReadAsync(cancellation).AsTask(), Server, cancellation);
                yield return next;
            }
        }
        finally
        {
            lock (server.Gate)
            {
                server.Store.Unsubscribe(subscription);
            }
        }
    }

    /// <inheritdoc/>
    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) =>
        Write("create", kind, body.Namespace(), () => server.Create(kind, body, dryRun, manager), cancellation);

    /// <inheritdoc/>
    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) =>
        Write("patch", kind, body.Namespace(), () => server.Apply(kind, body, dryRun, force, manager), cancellation);

    /// <inheritdoc/>
    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) =>
        Write("patch", kind, ns, () => server.Patch(kind, ns, name, type, patch, dryRun, manager), cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => Write("delete", kind, ns, () =>
    {
        server.Delete(kind, ns, name, dryRun);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public async Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        Demand(new AccessRule("get", "", "pods/log", ns));
        lock (server.Gate)
        {
            return PodLogs.Of(server, ns, pod, container, tailLines, previous);
        }
    }

    /// <inheritdoc/>
    public async Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        Demand(new AccessRule("create", "", "pods/exec", ns));
        throw new MeshException(ExitCode.NoInput, $"there is no {command[0]} in {container} of pod/{pod} in {ns}: containers of a sandbox hold no programs", "Ask a real cluster");
    }

    /// <inheritdoc/>
    public async Task<string> GetRawAsync(string path, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        lock (server.Gate)
        {
            return RawPaths.Get(server, path);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        return Rights.Allow(user, rule);
    }

    /// <summary>Stops its clock.</summary>
    public void Dispose() => server.Clock.Dispose();

    private static Func<JsonObject, bool> Matcher(ResourceKind kind, ListQuery query)
    {
        if (!LabelSelector.TryParse(query.LabelSelector, out var labels, out var malformed))
        {
            throw ApiError.BadRequest($"unable to parse requirement: found '{malformed}', expected: identifier");
        }

        var fields = FieldSelector.Parse(kind, query.FieldSelector);
        return item => (query.Namespace is null || item.Namespace() == query.Namespace) && labels.Matches(item.Child("metadata", "labels")) && fields.Matches(item);
    }

    private Task<T> Write<T>(string verb, ResourceKind kind, string? ns, Func<T> write, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            lock (server.Gate)
            {
                if (server.Clock.AwayUntil is not null)
                {
                    throw ApiError.Unavailable(Server);
                }

                Demand(verb, kind, ns);
                return Task.FromResult(write());
            }
        }
        catch (OperationCanceledException)
        {
            return Task.FromCanceled<T>(cancellation);
        }
        catch (Core.Findings.MeshException refused)
        {
            return Task.FromException<T>(refused);
        }
    }

    private void Demand(string verb, ResourceKind kind, string? ns) => Demand(new AccessRule(verb, kind.Group, kind.Plural, kind.Namespaced ? ns : null));

    private void Demand(AccessRule rule)
    {
        if (!Rights.Allow(user, rule))
        {
            throw ApiError.Forbidden(user.User, rule);
        }
    }

    private Task<bool> ReachAsync(CancellationToken cancellation) => OutOfReach.WaitAsync(server.Clock, ReadPatience, () => Task.FromResult(true), Server, cancellation);
}
