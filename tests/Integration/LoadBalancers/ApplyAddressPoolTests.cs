using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.LoadBalancers;

/// <summary>Mesh.ApplyAddressPool as a user runs it, on an API server that serves MetalLB's kinds.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class ApplyAddressPoolTests
{
    [Test]
    public async Task Pools_are_applied_once_collisions_are_refused_and_pending_Services_explained()
    {
        // Of its own: MetalLB's kinds are cluster-wide, and nodes are made up here.
        await using var plane = await Require.Available(ControlPlane.StartAsync(controllers: false));
        using var bench = new Bench();
        var missing = await RunAsync(plane, bench);
        Assert.That(missing.ExitCode, Is.EqualTo(66), missing.ToString());
        Assert.That(missing.LastErrorLine, Does.Contain("Install MetalLB 0.13 or newer"));
        await PrepareAsync(plane);

        var position = plane.AuditLog.Position;
        var dry = await RunAsync(plane, bench, "--dry-run");
        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(Sent(plane, position), Has.Count.EqualTo(4).And.All.Property(nameof(AuditEvent.DryRun)).True);

        var applied = await RunAsync(plane, bench);
        Assert.That(applied.ExitCode, Is.Zero, applied.ToString());
        Assert.That((string?)(await GetAsync(plane, "ipaddresspool", "pool2"))["spec"]!["addresses"]![0], Is.EqualTo("10.29.8.75-10.29.8.90"));
        Assert.That((string?)(await GetAsync(plane, "l2advertisement", "pool1"))["spec"]!["ipAddressPools"]![0], Is.EqualTo("pool1"));
        Assert.That(applied.Output, Does.Contain("POL005").And.Contain("service/waits in default").And.Contain("it asks for pool none-such"));

        position = plane.AuditLog.Position;
        var again = await RunAsync(plane, bench);
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(again.Output, Does.Contain("0 applied, 4 unchanged"));
        Assert.That(Sent(plane, position), Is.Empty);

        var node = await RunAsync(plane, bench, "--set", "addressPools[0].addresses=[10.10.50.0/24]");
        Assert.That(node.ExitCode, Is.EqualTo(79), node.ToString());
        Assert.That(node.LastErrorLine, Does.Contain("POL002").And.Contain("10.10.50.11 is the InternalIP of node worker"));

        var dropped = await RunAsync(plane, bench, "--set", "addressPools[1].addresses=[10.29.8.80-10.29.8.90]");
        Assert.That(dropped.ExitCode, Is.EqualTo(79), dropped.ToString());
        Assert.That(dropped.LastErrorLine, Does.Contain("POL004").And.Contain("10.29.8.75 of service/has in default"));

        var cluster = await RunAsync(plane, bench, "--set", "addressPools[0].addresses=[10.0.0.0/30]");
        Assert.That(cluster.ExitCode, Is.EqualTo(79), cluster.ToString());
        Assert.That(cluster.LastErrorLine, Does.Contain("POL003").And.Contain("service/kubernetes in default"));
        Assert.That(Sent(plane, position), Is.Empty);
    }

    private static Task<Outcome> RunAsync(ControlPlane plane, Bench bench, params string[] arguments)
    {
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{plane.AdminKubeconfig}}' }
            addressPools:
              - { name: pool1, addresses: [10.10.50.75-10.10.50.90] }
              - { name: pool2, addresses: [10.29.8.75-10.29.8.90] }
            """);
        return bench.RunAsync(Host.Compiled, ["--target", "Mesh.ApplyAddressPool", .. arguments, "--config", config]);
    }

    private static async Task PrepareAsync(ControlPlane plane)
    {
        var kinds = string.Concat(new[] { "IPAddressPool", "L2Advertisement", "BGPAdvertisement" }.Select(kind => $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: {{kind.ToLowerInvariant()}}s.metallb.io }
            spec:
              group: metallb.io
              scope: Namespaced
              names: { kind: {{kind}}, plural: {{kind.ToLowerInvariant()}}s, singular: {{kind.ToLowerInvariant()}} }
              versions: [{ name: v1beta1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
            ---

            """));
        (await plane.KubectlWithInputAsync($$"""
            {{kinds}}
            { apiVersion: v1, kind: Namespace, metadata: { name: metallb-system } }
            ---
            { apiVersion: v1, kind: Node, metadata: { name: worker } }
            ---
            { apiVersion: v1, kind: Service, metadata: { name: has, namespace: default }, spec: { type: LoadBalancer, ports: [{ port: 80 }] } }
            ---
            { apiVersion: v1, kind: Service, metadata: { name: waits, namespace: default, annotations: { metallb.io/address-pool: none-such } }, spec: { type: LoadBalancer, ports: [{ port: 80 }] } }
            """, "apply", "--filename", "-")).Succeeded();
        (await plane.KubectlAsync("wait", "--for=condition=established", "crd", "--all", "--timeout=30s")).Succeeded();
        await StatusAsync(plane, "/api/v1/nodes/worker", """{ "addresses": [{ "type": "InternalIP", "address": "10.10.50.11" }] }""");
        await StatusAsync(plane, "/api/v1/namespaces/default/services/has", """{ "loadBalancer": { "ingress": [{ "ip": "10.29.8.75" }] } }""");
    }

    private static async Task StatusAsync(ControlPlane plane, string path, string status)
    {
        var item = JsonNode.Parse((await plane.KubectlAsync("get", "--raw", path)).Succeeded())!;
        item["status"] = JsonNode.Parse(status);
        (await plane.KubectlWithInputAsync(item.ToJsonString(), "replace", "--raw", $"{path}/status", "--filename", "-")).Succeeded();
    }

    private static async Task<JsonNode> GetAsync(ControlPlane plane, string kind, string name) =>
        JsonNode.Parse((await plane.KubectlAsync("get", kind, name, "--namespace", "metallb-system", "--output", "json")).Succeeded())!;

    private static List<AuditEvent> Sent(ControlPlane plane, long position) =>
        [.. plane.AuditLog.Read(position).Where(request => request.IsMutation && request.ApiGroup == "metallb.io" && request.User == "mesh-test-admin")];
}
