using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Contracts;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;
using Mesh.Integration.Rollouts;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Proxies;

/// <summary>Two istiods and three proxies in a namespace of a real API server, which passes questions on to their containers and to their port 15021.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProxySite : IAsyncDisposable
{
    private readonly TestNamespace work;
    private readonly KubeletDouble kubelet;
    private readonly Bench bench = new();

    private ProxySite(ControlPlane plane, TestNamespace work, KubeletDouble kubelet, StatusPortDouble ports)
    {
        (Plane, this.work, this.kubelet, Ports) = (plane, work, kubelet, ports);
        kubelet.Address = (_, pod) => pod == "lost" ? "127.0.0.1" : StatusPortDouble.Address;
        foreach (var istiod in new[] { "istiod-a", "istiod-b" })
        {
            kubelet.Answer(Namespace, istiod, "discovery", "pilot-discovery request GET /debug/syncz", _ =>
            {
                lock (Connections)
                {
                    Asked++;
                    Before(Asked);
                    return new ExecAnswer(new JsonArray([.. Connections.Where(one => one.Istiod == istiod).Select(one => one.Entry.DeepClone())]).ToJsonString());
                }
            });
        }

        foreach (var (pod, number) in Pods.Select((pod, number) => (pod, number)))
        {
            Connections.Add((number % 2 == 0 ? "istiod-a" : "istiod-b", ServingMesh.Connection(pod, Namespace)));
        }
    }

    public static IReadOnlyList<string> Pods { get; } = ["web-1", "web-2", "web-3"];

    public ControlPlane Plane { get; }

    public StatusPortDouble Ports { get; }

    public string Namespace => work.Namespace;

    /// <summary>Who is connected where.</summary>
    public List<(string Istiod, JsonObject Entry)> Connections { get; } = [];

    /// <summary>What happens before an istiod answers, by the number of questions so far.</summary>
    public Action<int> Before { get; set; } = _ => { };

    public int Asked { get; private set; }

    public JsonNode Report => JsonNode.Parse(bench.Report)!;

    public IEnumerable<string> Found => Report.Items("findings").Select(finding => $"{finding.Text("code")} {finding.Text("subject")!.Replace(Namespace, "NS", StringComparison.Ordinal)}");

    public static async Task<ProxySite> OpenAsync()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var ports = await Require.Available(StatusPortDouble.StartAsync());
        var work = await TestNamespace.InAsync(plane, $"proxies-{Guid.NewGuid().ToString("N")[..8]}");
        var site = new ProxySite(plane, work, await KubeletDouble.StartAsync(plane, $"double-{work.Namespace[8..]}"), ports);
        await work.ApplyAsync(string.Join("\n---\n", new[] { "istiod-a", "istiod-b" }.Select(name => site.Pod(name, "app: istiod", """{ "name": "discovery", "image": "docker.io/istio/pilot:1.29.0", "env": [{ "name": "CLUSTER_ID", "value": "Kubernetes" }] }""")).Concat(Pods.Select(name => site.Proxy(name)))));
        await site.ReadyAsync();
        return site;
    }

    /// <summary>Makes a pod with a proxy.</summary>
    public async Task AddAsync(string name, int port = 15021)
    {
        await work.ApplyAsync(Proxy(name, port));
        await ReadyAsync();
    }

    public Task DeleteAsync(string pod) => work.Cluster.DeleteAsync(Core.Kubernetes.ResourceKind.Pod, Namespace, pod, dryRun: false, default);

    public Task ApplyAsync(string manifest) => work.ApplyAsync(manifest);

    public Task<Outcome> CheckAsync(params string[] arguments) => bench.RunAsync(Host.Compiled,
        ["--target", "Mesh.CheckProxies", "--config", bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{Plane.AdminKubeconfig}}' }
            istio: { namespace: {{Namespace}} }
            """), "--namespace", Namespace, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        bench.Dispose();
        await kubelet.DisposeAsync();
        await Ports.DisposeAsync();
    }

    private async Task ReadyAsync() => (await Plane.KubectlAsync("wait", "--for=condition=Ready", "pods", "--all", "--namespace", Namespace, "--timeout=60s")).Succeeded();

    private string Proxy(string name, int port = 15021) => Pod(name, "app: web", $$"""{ "name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.29.0", "readinessProbe": { "httpGet": { "path": "/healthz/ready", "port": {{port}} } } }""");

    private string Pod(string name, string labels, string container) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{name}}, labels: { {{labels}} } }
        spec: { {{kubelet.PodFields}}, terminationGracePeriodSeconds: 0, containers: [{{container}}] }
        """;
}
