using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>What is known: from what was seen, else by asking the cluster, where there is one. What may not be asked, or is not answered, is said and is no error.</summary>
/// <param name="evidence">What was seen.</param>
/// <param name="cluster">The cluster; null where there is none.</param>
/// <param name="istioNamespace">The namespace of the control plane.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class XdsFacts(EvidenceSet evidence, ICluster? cluster, string istioNamespace, CancellationToken cancellation)
{
    /// <summary>Why nothing was asked where there is no cluster.</summary>
    public const string NoCluster = "there is no cluster to ask";

    // istiod writes a line for each attempt of each proxy, every few seconds.
    private const int LogLines = 5000;

    /// <summary>The cluster; null where there is none.</summary>
    public ICluster? Cluster => cluster;

    /// <summary>The namespace of the control plane.</summary>
    public string IstioNamespace => istioNamespace;

    /// <summary>An object.</summary>
    public Task<Seen<JsonObject>> GetAsync(ResourceKind kind, string? ns, string name) =>
        evidence.Of(kind)?.FirstOrDefault(item => item.Name() == name && (!kind.Namespaced || item.Namespace() == ns)) is { } seen ? Task.FromResult(new Seen<JsonObject>(seen, null))
        : cluster is not null ? TryAsync(() => cluster.GetAsync(kind, ns, name, cancellation))
        : Task.FromResult(new Seen<JsonObject>(null, evidence.Of(kind) is null ? NoCluster : null));

    /// <summary>The objects of a namespace that have these labels; of all where they are null.</summary>
    public Task<Seen<IReadOnlyList<JsonObject>>> ListAsync(ResourceKind kind, string ns, string? labels = null)
    {
        if (cluster is not null)
        {
            return TryAsync<IReadOnlyList<JsonObject>>(async () =>
            {
                var all = new List<JsonObject>();
                await foreach (var item in cluster.ListAsync(kind, new ListQuery(ns, labels), cancellation))
                {
                    all.Add(item);
                }

                return all;
            });
        }

        return Task.FromResult(evidence.Of(kind) is { } seen && LabelSelector.TryParse(labels, out var selector, out _)
            ? new Seen<IReadOnlyList<JsonObject>>([.. seen.Where(item => item.Namespace() == ns && selector.Matches(item.Child("metadata", "labels")))], null)
            : new(null, NoCluster));
    }

    /// <summary>The running pods of istiod, of all revisions.</summary>
    public async Task<Seen<IReadOnlyList<JsonObject>>> IstiodsAsync()
    {
        var pods = await ListAsync(ResourceKind.Pod, istioNamespace, "app=istiod");
        return pods with { Value = pods.Value is null ? null : [.. pods.Value.Where(pod => !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed")).OrderBy(pod => pod.Name(), StringComparer.Ordinal)] };
    }

    /// <summary>The lines of an istiod: what was seen and, where that can be, the last ones live, since what was seen may have been cut before what matters.</summary>
    public async Task<Seen<IReadOnlyList<string>>> LogOfIstiodAsync(string pod)
    {
        var live = cluster is null ? new Seen<IReadOnlyList<string>>(null, NoCluster)
            : await TryAsync<IReadOnlyList<string>>(async () => (await cluster.GetLogsAsync(istioNamespace, pod, Istiod.Container, LogLines, previous: false, cancellation)).Split('\n'));
        var seen = evidence.Logs.Where(log => log.Namespace == istioNamespace && log.Pod == pod && log.Container == Istiod.Container).OrderByDescending(log => log.Previous).SelectMany(log => log.Lines).ToList();
        return live.Value is null && seen.Count == 0 ? live : new([.. seen, .. live.Value ?? []], null);
    }

    /// <summary>The logs of whom no pod is known, and of istiods that are gone: a CI log may hold istiod's words too.</summary>
    public IEnumerable<(string Source, string Line)> OtherLines(IReadOnlyCollection<string> istiods) =>
        evidence.Logs.Where(log => log.Pod.Length == 0 || (log.Container == Istiod.Container && !istiods.Contains(log.Pod)))
            .SelectMany(log => log.Lines.Select(line => (log.Pod.Length == 0 ? "the log" : $"{ResourceKind.Pod.Describe(log.Namespace, log.Pod)}", line)));

    /// <summary>What a command in a container prints.</summary>
    public Task<Seen<ExecResult>> ExecAsync(string ns, string pod, string container, params string[] command) =>
        cluster is null ? Task.FromResult(new Seen<ExecResult>(null, NoCluster)) : TryAsync<ExecResult>(async () => await cluster.ExecAsync(ns, pod, container, command, cancellation));

    /// <summary>Something that is asked of the cluster.</summary>
    public Task<Seen<T>> AskAsync<T>(Func<ICluster, CancellationToken, Task<T?>> ask)
        where T : class => cluster is null ? Task.FromResult(new Seen<T>(null, NoCluster)) : TryAsync(() => ask(cluster, cancellation));

    private static async Task<Seen<T>> TryAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return new(await ask(), null);
        }
        catch (MeshException refused)
        {
            return new(null, Printable.OneLine(refused.Reason));
        }
    }
}
