using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.ProxyStatus;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Istio.Verification;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.ProxyStatus;

/// <summary>A mesh in memory with two istiods, and what Mesh.CheckProxies says of its proxies.</summary>
internal sealed class ProxyStage : IClusterConnector, IJournalListener, IDisposable
{
    private const string Scene = """
        contexts: [{ name: locust }]
        timings: { step: 0s, controller: 0s }
        objects:
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-a, namespace: istio-system, labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "istio/pilot:1.29.0" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-b, namespace: istio-system, labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "istio/pilot:1.29.0" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: web-1, namespace: beta, labels: { app: web }, annotations: { istio.io/rev: default } }, spec: { containers: [{ name: web, image: "web:1" }, { name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: web-2, namespace: beta, labels: { app: web } }, spec: { initContainers: [{ name: istio-proxy, image: "proxyv2:1", restartPolicy: Always }], containers: [{ name: web, image: "web:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: edge, namespace: ingress, labels: { app: edge } }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: plain, namespace: beta }, spec: { containers: [{ name: web, image: "web:1" }] } }
        """;

    private readonly List<string> notes = [];
    private readonly SandboxClusterConnector sandbox;
    private readonly SkippingTime time = new(TimeSpan.FromSeconds(7.5));

    public ProxyStage(string more = "", string scene = Scene)
    {
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.CheckProxies");
        sandbox = new SandboxClusterConnector(Scenario.Parse($"{scene}\n{more}"), time, Journal);
        Cluster = new Passing(sandbox.Connect("locust", null))
        {
            Exec = (pod, command) =>
            {
                Assert.That(command, Is.EqualTo("pilot-discovery request GET /debug/syncz"));
                lock (Asked)
                {
                    Asked.Add(pod.Split('.')[0]);
                    Before(Asked.Count);
                    return Silent(pod.Split('.')[0]) ?? new ExecResult(0, $"[{string.Join(',', Connections.Where(one => one.Istiod == pod.Split('.')[0]).Select(one => Entry(one.Proxy, one.Version, one.Resources)))}]", "");
                }
            },
        };
    }

    /// <summary>Who is connected where, and with what.</summary>
    public List<(string Istiod, string Proxy, string Version, string Resources)> Connections { get; } =
        [("istiod-a", "web-1.beta", "1.29.0", Synced), ("istiod-b", "web-2.beta", "1.29.0", Synced), ("istiod-a", "edge.ingress", "1.29.0", Synced)];

    public const string Synced = """{ "CDS": { "sent": "1", "acked": "1" }, "LDS": { "sent": "2", "acked": "2" } }""";

    public const string Stale = """{ "CDS": { "sent": "1", "acked": "1" }, "LDS": { "sent": "3", "acked": "2" } }""";

    /// <summary>The istiods that were asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What happens before an istiod answers, by the number of questions so far.</summary>
    public Action<int> Before { get; set; } = _ => { };

    /// <summary>What an istiod prints instead.</summary>
    public Func<string, ExecResult?> Silent { get; set; } = _ => null;

    public Passing Cluster { get; }

    /// <summary>The same cluster for changes.</summary>
    public ICluster Hand => sandbox.Connect("locust", null);

    public RunJournal Journal { get; }

    public string Notes => string.Join('\n', notes);

    public IEnumerable<string> Found => Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}");

    public JsonNode Report => Journal.Results.Single(result => result.Name == "proxies").Value;

    public IReadOnlyList<TimeSpan> Pauses => time.Skipped;

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    public async Task<ProxyStage> CheckAsync(string[]? namespaces = null, string? selector = null, string[]? pods = null, TimeSpan? wait = null)
    {
        var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new ProxyCheck(tools, Journal, time).RunAsync(new MeshOptions { Cluster = new() { Context = "locust" } }, ProxyChoice.Of(namespaces ?? [], selector, pods ?? []), wait is not null, wait ?? TimeSpan.FromMinutes(1), Severity.Error, default);
        return this;
    }

    public ICluster Connect(string? context, string? kubeconfig) => Cluster;

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => sandbox.Dispose();

    private static string Entry(string proxy, string version, string resources) => $$"""{ "cluster_id": "Kubernetes", "proxy": "{{proxy}}", "istio_version": "{{version}}", "resources": {{resources}} }""";
}
