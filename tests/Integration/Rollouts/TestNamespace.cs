using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Rollouts;

/// <summary>A namespace of a real cluster with all that a rollout needs.</summary>
internal sealed class TestNamespace : IJournalListener
{
    private readonly ControlPlane plane;
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource Said)> awaited = [];

    private TestNamespace(ControlPlane plane, string ns)
    {
        (this.plane, Namespace) = (plane, ns);
        Journal = new RunJournal(TimeProvider.System, new Secrets());
        Journal.Listen(this);
        Cluster = new ClusterConnector(new NoTools(), Journal, TimeProvider.System).Connect("mesh-test", plane.AdminKubeconfig);
    }

    public string Namespace { get; }

    public RunJournal Journal { get; }

    public ICluster Cluster { get; }

    public string LastProgress { get; private set; } = "";

    public WorkloadFinder Finder => new(Cluster);

    public RolloutWatcher Watcher => new(Cluster, Journal, TimeProvider.System);

    public static async Task<TestNamespace> InAsync(ControlPlane plane, string ns)
    {
        var work = new TestNamespace(plane, ns.ToLowerInvariant());
        (await plane.KubectlAsync("create", "namespace", work.Namespace)).Succeeded();
        return work;
    }

    public WorkloadRestarter Restarter(DryRun dryRun = DryRun.Off) => new(Cluster, new ChangeGate(dryRun, Journal), Journal, TimeProvider.System);

    public Task CreateAsync(WorkloadKind kind, string spec, string pod = "", string container = "") => ApplyAsync($$"""
        apiVersion: apps/v1
        kind: {{kind}}
        metadata: { name: app, labels: { app: app } }
        spec: { {{spec}} selector: { matchLabels: { app: app } },
          template: { metadata: { labels: { app: app } },
            spec: { {{pod}} containers: [{ name: app, {{(container.Contains("image:", StringComparison.Ordinal) ? container : $"image: 'registry.invalid/app:1', {container}")}} }] } } }
        """);

    public async Task ApplyAsync(string manifest) =>
        (await plane.KubectlWithInputAsync(manifest, "--namespace", Namespace, "apply", "--filename", "-")).Succeeded();

    public async Task<JsonObject> GetAsync(WorkloadRef workload) => (await Cluster.GetAsync(workload.Kind.Resource(), workload.Namespace, workload.Name, default))!;

    public async Task<IReadOnlyList<string>> PodUidsAsync()
    {
        var uids = new List<string>();
        await foreach (var pod in Cluster.ListAsync(ResourceKind.Pod, new ListQuery(Namespace), default))
        {
            if (pod.Deleted() is null)
            {
                uids.Add(pod.Uid());
            }
        }

        return uids;
    }

    public Task WhenProgressSays(string text)
    {
        lock (gate)
        {
            TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((text, said));
            return said.Task;
        }
    }

    /// <summary>Waits until the server counts with the namespace's quota.</summary>
    public async Task WaitForQuotaAsync(string name)
    {
        var query = new ListQuery(Namespace, FieldSelector: $"metadata.name={name}");
        await foreach (var change in Cluster.WatchAsync(new ResourceKind("", "v1", "resourcequotas", "ResourceQuota"), query, TimeSpan.FromMinutes(1), default))
        {
            if (change.Object.Child("status", "hard") is not null)
            {
                return;
            }
        }
    }

    void IJournalListener.OnProgress(string key, string text, bool finished)
    {
        lock (gate)
        {
            LastProgress = text;
            awaited.Where(one => text.Contains(one.Text, StringComparison.Ordinal)).ToList().ForEach(one => one.Said.TrySetResult());
        }
    }

    private sealed class NoTools : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) =>
            throw new InvalidOperationException("a client certificate needs no tool");
    }
}
