using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Rollouts;

/// <summary>A cluster without controllers: a test says what it holds and when that changes, and what goes wrong on the way.</summary>
internal sealed class ScriptedCluster : ICluster
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Plural, string Name), JsonObject> objects = [];
    private readonly List<(ResourceKind Kind, ListQuery Query, Channel<WatchEvent> Channel)> watches = [];

    public string Context => "test";

    public string Server => "https://test";

    public IIdentityReviews Reviews => throw new NotSupportedException();

    /// <summary>While true, requests find no server and watches bring nothing.</summary>
    public bool Away { get; set; }

    public List<(string Name, JsonObject Body, bool DryRun)> Patches { get; } = [];

    /// <summary>Runs before a patch is made; throws to refuse it.</summary>
    public Action BeforePatch { get; set; } = () => { };

    /// <summary>Runs after a patch was made; throws to lose the answer.</summary>
    public Action AfterPatch { get; set; } = () => { };

    public Func<bool, string> Logs { get; set; } = _ => "";

    public static MeshException Unavailable() => new(ExitCode.Unavailable, "no answer from https://test", "Check the address");

    public JsonObject this[ResourceKind kind, string name]
    {
        get
        {
            lock (gate)
            {
                return objects[(kind.Plural, name)].DeepClone().AsObject();
            }
        }
    }

    public void Put(ResourceKind kind, params JsonObject[] items)
    {
        foreach (var item in items)
        {
            lock (gate)
            {
                var known = !objects.TryAdd((kind.Plural, item.Name()), item);
                objects[(kind.Plural, item.Name())] = item;
                Tell(kind, known ? WatchEventType.Modified : WatchEventType.Added, item);
            }
        }
    }

    public void Remove(ResourceKind kind, string name)
    {
        lock (gate)
        {
            objects.Remove((kind.Plural, name), out var item);
            Tell(kind, WatchEventType.Deleted, item!);
        }
    }

    /// <summary>All watches end with this error.</summary>
    public void Break(MeshException error)
    {
        lock (gate)
        {
            watches.ForEach(watch => watch.Channel.Writer.TryComplete(error));
        }
    }

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation)
    {
        lock (gate)
        {
            return Away ? throw Unavailable() : Task.FromResult(objects.GetValueOrDefault((kind.Plural, name))?.DeepClone().AsObject());
        }
    }

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        List<JsonObject> found;
        lock (gate)
        {
            found = [.. objects.Where(item => item.Key.Plural == kind.Plural && Matches(kind, query, item.Value)).Select(item => item.Value.DeepClone().AsObject())];
        }

        foreach (var item in found)
        {
            yield return item;
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<WatchEvent>();
        lock (gate)
        {
            foreach (var item in objects.Where(item => item.Key.Plural == kind.Plural && Matches(kind, query, item.Value)))
            {
                channel.Writer.TryWrite(new WatchEvent(WatchEventType.Added, item.Value.DeepClone().AsObject()));
            }

            watches.Add((kind, query, channel));
        }

        await foreach (var change in channel.Reader.ReadAllAsync(cancellation))
        {
            yield return change;
        }
    }

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation)
    {
        if (Away)
        {
            throw Unavailable();
        }

        BeforePatch();
        lock (gate)
        {
            Patches.Add((name, patch.DeepClone().AsObject(), dryRun));
        }

        var after = this[kind, name];
        Merge(after, patch.AsObject());
        if (!dryRun)
        {
            after["metadata"]!["generation"] = after.Generation() + 1;
            Put(kind, after);
            AfterPatch();
        }

        return Task.FromResult(after.DeepClone().AsObject());
    }

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) => Task.FromResult(Logs(previous));

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) => throw new NotSupportedException();

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => throw new NotSupportedException();

    private void Tell(ResourceKind kind, WatchEventType type, JsonObject item)
    {
        foreach (var watch in watches.Where(watch => watch.Kind == kind && Matches(kind, watch.Query, item)))
        {
            watch.Channel.Writer.TryWrite(new WatchEvent(type, item.DeepClone().AsObject()));
        }
    }

    private static bool Matches(ResourceKind kind, ListQuery query, JsonObject item) =>
        (!kind.Namespaced || query.Namespace is null || item.Text("metadata", "namespace") == query.Namespace)
        && Pairs(query.LabelSelector).All(pair => item.Text("metadata", "labels", pair[0]) == pair[1])
        && Pairs(query.FieldSelector).All(pair => item.Text(pair[0].Split('.')) == pair[1]);

    private static IEnumerable<string[]> Pairs(string? selector) => (selector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='));

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is JsonObject child)
            {
                if (into[key] is not JsonObject)
                {
                    into[key] = new JsonObject();
                }

                Merge(into[key]!.AsObject(), child);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }
}
