using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Verification;

/// <summary>Which istiod knows which proxy, joined with the pods that have one.</summary>
public sealed class ProxySyncTests
{
    private const string Scene = """
        contexts: [{ name: locust }]
        timings: { step: 0s, controller: 0s }
        objects:
          - { apiVersion: v1, kind: Namespace, metadata: { name: istio-system } }
          - { apiVersion: v1, kind: Namespace, metadata: { name: beta } }
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-a, namespace: istio-system, labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "pilot:1", env: [{ name: CLUSTER_ID, value: east }] }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-b, namespace: istio-system, labels: { app: istiod, istio.io/rev: blue } }, spec: { containers: [{ name: discovery, image: "pilot:1", env: [{ name: CLUSTER_ID, value: east }] }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta, annotations: { istio.io/rev: blue } }, spec: { containers: [{ name: web, image: "web:1" }, { name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: native, namespace: beta }, spec: { initContainers: [{ name: istio-proxy, image: "proxyv2:1", restartPolicy: Always }], containers: [{ name: web, image: "web:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: gate.way, namespace: beta, labels: { istio.io/rev: stable } }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: plain, namespace: beta }, spec: { containers: [{ name: web, image: "web:1" }] } }
        """;

    private const string Synced = "\"cluster_sent\": \"1\", \"cluster_acked\": \"1\", \"listener_sent\": \"2\", \"listener_acked\": \"2\"";

    [Test]
    public async Task Every_pod_with_a_proxy_is_there_with_what_the_istiods_say()
    {
        var proxies = await AskAsync((pod, command) => command != "pilot-discovery request GET /debug/syncz" ? null : new ExecResult(0, pod == "istiod-a.istio-system"
            ? $$"""[{ "cluster_id": "east", "proxy": "web.beta", "istio_version": "1.28.1", {{Synced}} }, { "cluster_id": "west", "proxy": "native.beta", {{Synced}} }]"""
            : """[{ "cluster_id": "east", "proxy": "web.beta", "cluster_sent": "1" }, { "cluster_id": "east", "proxy": "gate.way.beta", "resources": { "LDS": { "sent": "4", "acked": "3", "lastError": "bad port" } } }]""", ""));

        Assert.That(proxies.NotAsked, Is.Empty);
        Assert.That(proxies.Asked.Select(istiod => (istiod.Pod, istiod.Revision)), Is.EqualTo(new[] { ("istiod-a", "default"), ("istiod-b", "blue") }));
        Assert.That(proxies.Proxies.Select(one => $"{one}: {one.Istiod} {string.Join(' ', one.AlsoOn)} {one.Revision} {one.IstioVersion} {one.Sync} {one.LastError}"), Is.EqualTo(new[]
        {
            "pod/gate.way in beta: istiod-b  stable  Rejected bad port",
            // The one of the other cluster has only the name of this pod.
            "pod/native in beta:      ",
            "pod/web in beta: istiod-a istiod-b blue 1.28.1 Stale ",
        }));
        Assert.That(proxies.Proxies.Where(one => one.Pod != "native"), Has.All.Property(nameof(ProxyState.IsReady)).True);
    }

    [Test]
    public async Task One_that_gives_no_answer_is_said_and_the_others_count()
    {
        var proxies = await AskAsync((pod, _) => pod == "istiod-a.istio-system" ? new ExecResult(1, "", "Error: received unsuccessful status code 401\n") : new ExecResult(0, $$"""[{ "proxy": "web.beta", {{Synced}} }]""", ""));
        Assert.That(proxies.NotAsked.Single(), Is.EqualTo("pod/istiod-a in istio-system: pilot-discovery ended with 1: Error: received unsuccessful status code 401"));
        Assert.That(proxies.Proxies.Single(one => one.Pod == "web").Sync, Is.EqualTo(SyncState.Synced));
    }

    [TestCase("404 page not found", "no JSON")]
    [TestCase("{}", "no list")]
    public async Task An_answer_that_is_none_counts_as_not_asked(string output, string words)
    {
        var proxies = await AskAsync((_, _) => new ExecResult(0, output, ""));
        Assert.That(proxies.NotAsked, Has.Count.EqualTo(2).And.All.Contains(words));
        Assert.That(proxies.Asked, Is.Empty);
        Assert.That(proxies.Proxies.Select(one => one.Sync), Is.EqualTo(new SyncState?[] { null, null, null }));
    }

    [Test]
    public async Task Where_nothing_may_be_run_each_istiod_says_so()
    {
        var proxies = await AskAsync((_, _) => throw new InvalidOperationException(), cluster => cluster.Forbidden.Add(("pods/exec", "istio-system")));
        Assert.That(proxies.NotAsked, Has.Count.EqualTo(2).And.All.Contains("may not read pods/exec"));
    }

    private static async Task<MeshProxies> AskAsync(Func<string, string, ExecResult?> exec, Action<Passing>? also = null)
    {
        var time = new ManualTime();
        using var connector = new SandboxClusterConnector(Scenario.Parse(Scene), time, new RunJournal(time, new Secrets()));
        var cluster = new Passing(connector.Connect("locust", null)) { Exec = exec };
        also?.Invoke(cluster);
        return await new ProxySync(cluster).AskAsync("istio-system", default);
    }
}
