using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Contracts;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Verification;

/// <summary>A mesh on a control plane of its own, since its CRDs and webhooks are there for the whole cluster, with a node whose containers answer.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MeshSite : IAsyncDisposable
{
    private static readonly ResourceKind Slices = new("discovery.k8s.io", "v1beta1", "endpointslices", "EndpointSlice");

    private readonly KubeletDouble kubelet;
    private readonly ICluster cluster;
    private readonly Bench bench = new();
    private readonly Dictionary<string, JsonObject> whole;
    private List<string> istiods = [];

    private MeshSite(ControlPlane plane, KubeletDouble kubelet)
    {
        (Plane, this.kubelet) = (plane, kubelet);
        Mesh = new ServingMesh(TimeProvider.System.GetUtcNow(), (JsonObject)JsonNode.Parse($"{{{kubelet.PodFields}}}")!);
        whole = Copy(Mesh.Objects);
        cluster = new ClusterConnector(new NoTools(), new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System).Connect("mesh-test", plane.AdminKubeconfig);
        kubelet.Answer("istio-system", "istiod-*", "discovery", "pilot-discovery request GET /debug/syncz", question => new ExecAnswer(Mesh.Syncz(istiods.IndexOf(question.Pod))));
        kubelet.Answer("beta", "*", "istio-proxy", "pilot-agent request GET config_dump?resource=dynamic_active_secrets", question => new ExecAnswer(Mesh.Dump(question.Pod)));
    }

    public ControlPlane Plane { get; }

    public ServingMesh Mesh { get; }

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public static async Task<MeshSite> OpenAsync()
    {
        var plane = await Require.Available(ControlPlane.StartAsync("0"));
        var site = new MeshSite(plane, await KubeletDouble.StartAsync(plane, "double"));
        await site.ApplyAsync(site.Mesh.Objects.Where(item => item.Key.StartsWith("namespace/", StringComparison.Ordinal)).Select(item => item.Value));
        foreach (var ns in new[] { "istio-system", "beta" })
        {
            await site.WaitAsync(new("", "v1", "serviceaccounts", "ServiceAccount"), new ListQuery(ns, FieldSelector: "metadata.name=default"), account => account.Items("secrets").Any());
        }

        await site.PutAsync();
        return site;
    }

    /// <summary>Brings the cluster to what <see cref="Mesh"/> says, and waits until its controllers have done with it.</summary>
    public async Task PutAsync()
    {
        foreach (var gone in whole.Where(item => !Mesh.Objects.ContainsKey(item.Key)).Select(item => item.Value))
        {
            string[] where = gone.Namespace() is { } ns ? ["--namespace", ns] : [];
            (await Plane.KubectlAsync(["delete", (string)gone["kind"]!, gone.Name(), "--ignore-not-found", .. where])).Succeeded();
        }

        await ApplyAsync(Mesh.Objects.Values);
        (await Plane.KubectlAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")).Succeeded();
        (await Plane.KubectlAsync("wait", "--for=condition=Ready", "pods", "--all", "--namespace", "beta", "--timeout=60s")).Succeeded();
        (await Plane.KubectlAsync("rollout", "status", "deployment/istiod", "--namespace", "istio-system", "--timeout=60s")).Succeeded();
        istiods = [.. (await ListAsync(ResourceKind.Pod, new ListQuery("istio-system", "app=istiod"))).Where(pod => !pod.IsTerminating()).Select(pod => pod.Name()).Order(StringComparer.Ordinal)];
        var wanted = Mesh.Objects.GetValueOrDefault("service/istiod") is { } service ? service.Text("spec", "selector", "app") == "istiod" ? 2 : 0 : -1;
        if (wanted >= 0)
        {
            await WaitAsync(Slices, new ListQuery("istio-system", "kubernetes.io/service-name=istiod"), slice => slice.Items("endpoints").Count(endpoint => endpoint.Flag("conditions", "ready") == true) == wanted);
        }
    }

    /// <summary>Makes it serve again.</summary>
    public async Task MendAsync()
    {
        Mesh.Objects.Clear();
        foreach (var (name, item) in Copy(whole))
        {
            Mesh.Objects[name] = item;
        }

        Mesh.Connect();
        await PutAsync();
    }

    public Task<Outcome> VerifyAsync(params string[] arguments) => bench.RunAsync(Host.Compiled,
        ["--target", "Mesh.VerifyIstio", "--config", bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{Plane.AdminKubeconfig}}' }
            istio: { version: {{ServingMesh.Version}} }
            """), .. arguments]);

    public async ValueTask DisposeAsync()
    {
        bench.Dispose();
        await kubelet.DisposeAsync();
        await Plane.DisposeAsync();
    }

    public async Task ApplyAsync(IEnumerable<JsonObject> items) => (await Plane.KubectlWithInputAsync(
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) }.ToJsonString(), "apply", "--filename", "-")).Succeeded();

    private async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceKind kind, ListQuery query)
    {
        var all = new List<JsonObject>();
        await foreach (var item in cluster.ListAsync(kind, query, default))
        {
            all.Add(item);
        }

        return all;
    }

    private async Task WaitAsync(ResourceKind kind, ListQuery query, Func<JsonObject, bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in cluster.WatchAsync(kind, query, TimeSpan.FromMinutes(1), limit.Token))
        {
            if (change.Type != WatchEventType.Deleted && until(change.Object))
            {
                return;
            }
        }
    }

    private static Dictionary<string, JsonObject> Copy(Dictionary<string, JsonObject> all) => all.ToDictionary(item => item.Key, item => (JsonObject)item.Value.DeepClone());

    private sealed class NoTools : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) => throw new InvalidOperationException("a client certificate needs no tool");
    }
}
