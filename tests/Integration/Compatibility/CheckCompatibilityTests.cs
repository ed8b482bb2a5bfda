using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Compatibility;

/// <summary>Mesh.CheckCompatibility as a user runs it, on a real API server of Kubernetes 1.20.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CheckCompatibilityTests : IDisposable
{
    private readonly Bench bench = new();

    [Test]
    public async Task A_server_below_the_range_ends_with_79_nodes_CNI_and_mesh_are_told_and_nothing_is_written()
    {
        // Of its own: what is counted is every request of a cluster, and a DaemonSet called calico-node is everybody's.
        await using var plane = await Require.Available(ControlPlane.StartAsync("2"));
        await ApplyAsync(plane, """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: { name: calico-node, namespace: kube-system }
            spec:
              selector: { matchLabels: { k8s-app: calico-node } }
              template: { metadata: { labels: { k8s-app: calico-node } }, spec: { containers: [{ name: calico-node, image: "registry.invalid/calico/node:v3.28.0", resources: { requests: { cpu: 250m } } }] } }
            ---
            apiVersion: v1
            kind: Namespace
            metadata: { name: istio-system }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
            spec:
              selector: { matchLabels: { app: istiod } }
              template: { metadata: { labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "registry.invalid/pilot:1.29.0" }] } }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: default }
            spec:
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: istio-proxy, image: "registry.invalid/proxyv2:1.30.0" }] } }
            """);
        foreach (var workload in new[] { "daemonset/calico-node -n kube-system", "deployment/istiod -n istio-system", "deployment/web -n default" })
        {
            var rolled = await plane.KubectlAsync(["rollout", "status", .. workload.Split(' '), "--timeout=90s"]);
            Assert.That(rolled.ExitCode, Is.Zero, rolled.Error);
        }

        var before = plane.AuditLog.Position;

        var outcome = await RunAsync(plane, plane.AdminKubeconfig, "mesh-test");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        var sent = plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin").ToList();
        var report = JsonNode.Parse(bench.Report)!;
        var found = report["compatibility"]!;
        Assert.Multiple(() =>
        {
            Assert.That(outcome.LastErrorLine, Does.Contain("VER001 on Istio 1.29.0 on Kubernetes v1.20.2: Kubernetes 1.20 is too old a server for Istio 1.29"));
            Assert.That(outcome.Output, Does.Contain("for Kubernetes 1.31 to 1.35").And.Contain("source: Istio's table of supported releases"));
            Assert.That(outcome.Output, Does.Contain("nodes      2 of 2 ready").And.Contain("Calico v3.28.0 by daemonset/calico-node in kube-system, ready on 2 of 2 nodes"));
            Assert.That(outcome.Output, Does.Contain("VER009 1 proxy (default/web-").And.Contain("1.30.0 where deployment/istiod in istio-system is 1.29.0"));
            Assert.That(found["verdicts"]!.AsArray().Select(verdict => (string?)verdict!["verdict"]), Has.Some.EqualTo("OutOfRangeLow"));
            Assert.That(found["nodes"]!.AsArray().Select(node => ((string?)node!["kubelet"], (bool)node["ready"]!)), Is.All.EqualTo(("v1.20.2", true)));
            Assert.That(found["nodes"]!.AsArray().Select(node => (decimal)node!["cpuLeft"]! % 1), Is.All.EqualTo(0.75m), "calico-node's request is counted");
            Assert.That(found["missingRights"]!.AsArray(), Is.Empty);
            Assert.That(sent, Is.Not.Empty);
            Assert.That(sent.Where(request => request.IsMutation), Is.Empty);
        });
    }

    [Test]
    public async Task A_user_without_rights_is_told_what_is_missing_and_what_was_not_seen()
    {
        var plane = await SharedControlPlane.RequireAsync();

        var outcome = await RunAsync(plane, plane.NobodyKubeconfig, "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        var found = JsonNode.Parse(bench.Report)!["compatibility"]!;
        Assert.Multiple(() =>
        {
            Assert.That(outcome.LastErrorLine, Does.Contain("VER001"));
            Assert.That(found["notSeen"]!.AsArray().Select(text => ((string)text!).Split(':')[0]), Is.EqualTo(["istiod", "nodes", "pods", "daemonsets", "namespace"]));
            Assert.That(found["missingRights"]!.AsArray().Select(text => (string?)text), Does.Contain("create clusterroles.rbac.authorization.k8s.io").And.Contain("create poddisruptionbudgets.policy in istio-system"));
        });
    }

    public void Dispose() => bench.Dispose();

    private Task<Outcome> RunAsync(ControlPlane plane, string kubeconfig, string context)
    {
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: {{context}}, kubeconfig: '{{kubeconfig}}' }
            istio: { version: 1.29.0 }
            """);
        return bench.RunAsync(Host.Compiled, "--target", "Mesh.CheckCompatibility", "--config", config);
    }

    private static async Task ApplyAsync(ControlPlane plane, string yaml)
    {
        var applied = await plane.KubectlWithInputAsync(yaml, "apply", "-f", "-");
        Assert.That(applied.ExitCode, Is.Zero, applied.Error);
    }
}
