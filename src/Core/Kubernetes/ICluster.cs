using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Kubernetes;

/// <summary>
/// One Kubernetes cluster, as narrow as the verbs need it. Objects are JSON as the server has them, so that nothing a newer server knows is lost on the way.
/// </summary>
/// <remarks>
/// Every method throws <see cref="MeshException"/>, with <see cref="ApiException"/> inside where a server answered:
/// <see cref="ExitCode.Unavailable"/> when no server answers after retries, <see cref="ExitCode.Forbidden"/> for 401 and 403,
/// <see cref="ExitCode.NoInput"/> for 404 where the object has to be there, <see cref="ExitCode.Refused"/> for 409, 422 and admission,
/// <see cref="ExitCode.TimeLimit"/> for a 504 or an exhausted 429. The server's message is always part of the reason.
/// Implementations are thread-safe. Writes are called by the change gate's callbacks only.
/// </remarks>
public interface ICluster
{
    /// <summary>The name of the context it was made from.</summary>
    string Context { get; }

    /// <summary>The address of the API server, for people to read.</summary>
    string Server { get; }

    /// <summary>Who somebody is and what he may do, as the API server judges it.</summary>
    IIdentityReviews Reviews { get; }

    /// <summary>The version of the API server.</summary>
    /// <param name="cancellation">Stops it.</param>
    Task<KubeVersion> GetVersionAsync(CancellationToken cancellation);

    /// <summary>The kind that an apiVersion and kind name, by discovery; null when the server does not serve it.</summary>
    /// <param name="apiVersion">Such as <c>apps/v1</c>.</param>
    /// <param name="kind">Such as <c>Deployment</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation);

    /// <summary>One object; null when it is not there.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace; null for a cluster-scoped kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation);

    /// <summary>All objects that match, page by page, so that ten thousand pods are never held at once. A list that expires half way (410) is an error, not a part.</summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellation">Stops it.</param>
    IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, CancellationToken cancellation);

    /// <summary>
    /// What is there and what becomes of it, without end: first an Added for each object there is, then each change. A broken or expired watch is taken up again by itself
    /// (after a 410 or a gap it lists anew and gives what differs from what was given before, so nothing is missed and what vanished in the gap comes as Deleted).
    /// While no server answers it keeps trying for <paramref name="patience"/> and throws <see cref="ExitCode.Unavailable"/> only then.
    /// </summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="patience">How long the server may be away.</param>
    /// <param name="cancellation">Ends the watch.</param>
    IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Creates an object. Never retried after the request may have reached the server.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="body">The object; metadata.namespace says where.</param>
    /// <param name="dryRun">True to ask only (dryRun=All).</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The object as the server has (or would have) it.</returns>
    Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation);

    /// <summary>Server-side apply with field manager <c>mesh</c>.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="body">The fields wanted; metadata.name and metadata.namespace say which object.</param>
    /// <param name="dryRun">True to ask only (dryRun=All).</param>
    /// <param name="force">True to take over fields that another manager owns; otherwise that is a conflict (76) which names the manager and the fields.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The object as the server has (or would have) it.</returns>
    Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation);

    /// <summary>Patches an object. Never retried after the request may have reached the server.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace; null for a cluster-scoped kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">How <paramref name="patch"/> is written.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="dryRun">True to ask only (dryRun=All).</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The object as the server has (or would have) it.</returns>
    Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation);

    /// <summary>Deletes an object; one that is not there is no error.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace; null for a cluster-scoped kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="dryRun">True to ask only (dryRun=All).</param>
    /// <param name="cancellation">Stops it.</param>
    Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation);

    /// <summary>The last lines of a container's log.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="tailLines">How many lines at most.</param>
    /// <param name="previous">True for the container's run before the present one.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation);

    /// <summary>Runs a command in a container and reads what it prints. For commands that only look: nothing of it passes the change gate.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="command">The program and its arguments, one each; no shell.</param>
    /// <param name="cancellation">Stops waiting for it.</param>
    /// <returns>How it ended, whatever its exit code.</returns>
    Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation);

    /// <summary>The body of any GET below the server's address.</summary>
    /// <param name="path">Path and query, such as <c>/healthz</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<string> GetRawAsync(string path, CancellationToken cancellation);

    /// <summary>Whether the user of this context has a right, by SelfSubjectAccessReview.</summary>
    /// <param name="rule">The right.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation);
}
