using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>
/// What the tests of a contract share: a cluster, a namespace of the test's own, and ways to wait. The same tests run against the sandbox and against a real API server,
/// so that neither the sandbox nor the port's description can drift from what a server does.
/// </summary>
public abstract class ClusterContract
{
    /// <summary>Longer than anything takes; a test that waits for so long has failed.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource limit = new(Patience);

    protected ICluster Cluster { get; private set; } = null!;

    protected string Namespace { get; } = $"contract-{Guid.NewGuid():N}";

    protected CancellationToken Cancellation => limit.Token;

    [SetUp]
    public async Task PrepareAsync()
    {
        Cluster = await ConnectAsync();
        await Cluster.CreateAsync(ResourceKind.Namespace, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } }, false, Cancellation);
    }

    [TearDown]
    public async Task CleanAsync()
    {
        using var last = new CancellationTokenSource(Patience);
        await Cluster.DeleteAsync(ResourceKind.Namespace, null, Namespace, false, last.Token);
        limit.Dispose();
    }

    /// <summary>A cluster whose user may do everything.</summary>
    protected abstract Task<ICluster> ConnectAsync();

    protected JsonObject ConfigMap(string name, string data = "{}", string labels = "{}") => JsonNode.Parse($$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"{{Namespace}}","labels":{{labels}} },"data":{{data}} }
        """)!.AsObject();

    protected Task<JsonObject> MakeAsync(string name, string data = "{}", string labels = "{}") => Cluster.CreateAsync(ResourceKind.ConfigMap, ConfigMap(name, data, labels), false, Cancellation);

    protected Task<JsonObject> PatchAsync(ResourceKind kind, string name, PatchType type, string patch, bool dryRun = false) =>
        Cluster.PatchAsync(kind, Namespace, name, type, JsonNode.Parse(patch)!, dryRun, Cancellation);

    protected Task<JsonObject?> GetAsync(ResourceKind kind, string name) => Cluster.GetAsync(kind, Namespace, name, Cancellation);

    protected async Task<List<JsonObject>> ListAsync(ResourceKind kind, string? labels = null, string? fields = null)
    {
        var found = new List<JsonObject>();
        await foreach (var item in Cluster.ListAsync(kind, new ListQuery(Namespace, labels, fields), Cancellation))
        {
            found.Add(item);
        }

        return found;
    }

    /// <summary>Follows a watch until an event is what is waited for.</summary>
    protected async Task<JsonObject> UntilAsync(ResourceKind kind, string? labels, Func<JsonObject, bool> reached)
    {
        await foreach (var change in Cluster.WatchAsync(kind, new ListQuery(Namespace, labels), Patience, Cancellation))
        {
            if (change.Type != WatchEventType.Deleted && reached(change.Object))
            {
                return change.Object;
            }
        }

        throw new InvalidOperationException("a watch ends only by cancellation");
    }

    /// <summary>That a call is refused with this exit code, by a server that said this status and reason.</summary>
    protected static async Task<ApiException> RefusedAsync(Func<Task> call, int exitCode, int status, string reason)
    {
        var refused = await Assert.ThrowsAsync<MeshException>(() => call());
        var answer = refused!.InnerException as ApiException;
        Assert.Multiple(() =>
        {
            Assert.That(refused.ExitCode, Is.EqualTo(exitCode), refused.Message);
            Assert.That(answer?.StatusCode, Is.EqualTo(status), refused.Message);
            Assert.That(answer?.Reason, Is.EqualTo(reason), refused.Message);
            Assert.That(refused.Reason, Does.Contain(answer?.Message ?? "?"), "the server's message is part of the reason");
        });
        return answer!;
    }

    protected static string? Text(JsonNode? node, params string[] path) => (string?)At(node, path);

    protected static int Number(JsonNode? node, params string[] path) => (int?)At(node, path) ?? 0;

    protected static string[] Names(IEnumerable<JsonObject> items) => [.. items.Select(item => Text(item, "metadata", "name")!)];

    protected static JsonNode? At(JsonNode? node, params string[] path) => path.Aggregate(node, (from, key) => from is JsonObject map ? map[key] : null);
}
