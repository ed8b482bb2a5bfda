using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Istio;

/// <summary>Mesh.InstallIstio as a user runs it, on a real API server with real helm.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class InstallIstioTests
{
    private static readonly string[] AllParts = ["base", "istiod", "cni", "ztunnel"];

    [Test]
    public async Task A_mesh_is_installed_from_nothing_left_alone_by_a_second_run_and_upgraded()
    {
        // Of its own: CRDs, webhooks and ClusterRoles are the whole cluster's.
        await using var plane = await Require.Available(ControlPlane.StartAsync("2"));
        using var site = new MeshSite(plane, await Require.Available(ControlPlane.HelmAsync()));
        FixtureCharts.Write(Path.Combine(site.Folder, "charts"), "1.28.3", "1.29.0");
        site.Configure("""
            version: 1.28.3
            mesh: { id: mesh1, cluster: cluster1, network: network1, accessLog: json, traceSampling: 5% }
            istiod: { replicas: 2 }
            proxy: { resources: { requests: { cpu: 250m, memory: 256Mi }, limits: { cpu: "1", memory: 512Mi } } }
            cni: { enabled: true }
            ztunnel: { enabled: true }
            """);

        await TellEverythingAsync(site);
        await InstallAsync(site);
        await LeaveAloneAsync(site);
        await UpgradeAsync(site);
    }

    private static async Task TellEverythingAsync(MeshSite site)
    {
        var before = site.ControlPlane.AuditLog.Position;

        var outcome = await site.RunAsync("--dry-run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var sent = site.MutationsSince(before);
        Assert.That(sent, Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
        Assert.That(outcome.Output, Does.Contain("would change: create namespace/istio-system").And.Contain("topology.istio.io/network: network1"));
        foreach (var name in new[] { "istio-base", "istiod", "istio-cni", "ztunnel" })
        {
            Assert.That(outcome.Output, Does.Contain($"would change: install release {name} in istio-system"));
        }

        Assert.That((string?)site.Step["status"], Is.EqualTo("NotEvaluated"));
        Assert.That((await site.ControlPlane.KubectlAsync("get", "namespace", "istio-system")).ExitCode, Is.Not.Zero);
        before = site.ControlPlane.AuditLog.Position;

        var client = await site.RunAsync("--dry-run=client");

        Assert.That(client.ExitCode, Is.Zero, client.ToString());
        Assert.That(site.MutationsSince(before), Is.Empty);
    }

    private static async Task InstallAsync(MeshSite site)
    {
        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("proven: 14 CRDs established and served").And.Contain("proven: service/istiod in istio-system has 2 ready endpoints")
            .And.Contain("proven: mutatingwebhookconfiguration/istio-sidecar-injector has its CA bundle").And.Contain("proven: 2 pods of daemonset/ztunnel in istio-system run docker.io/istio/ztunnel:1.28.3")
            .And.Contain("leaves pods of these namespaces alone: kube-system"));
        var parts = (JsonArray)site.Report["install"]!["parts"]!;
        Assert.That(parts.Select(part => (string?)part!["part"]), Is.EqualTo(AllParts));
        Assert.That(parts[1]!["generated"]!.ToJsonString(), Is.EqualTo(
            """{"global":{"hub":"docker.io/istio","tag":"1.28.3","istioNamespace":"istio-system","proxy":{"resources":{"requests":{"cpu":"250m","memory":"256Mi"},"limits":{"cpu":"1","memory":"512Mi"}}},"meshID":"mesh1","network":"network1","multiCluster":{"clusterName":"cluster1"}},"autoscaleEnabled":false,"replicaCount":2,"meshConfig":{"accessLogFile":"/dev/stdout","accessLogEncoding":"JSON"},"traceSampling":5,"cni":{"enabled":true},"profile":"ambient","trustedZtunnelNamespace":"istio-system"}"""));
        Assert.That(await site.GetAsync("{.metadata.labels.topology\\.istio\\.io/network}", "namespace", "istio-system"), Is.EqualTo("network1"));
        Assert.That(await site.GetAsync("{.data.mesh}", "configmap", "istio"), Does.Contain("accessLogEncoding: JSON").And.Contain("meshId: mesh1"));
        Assert.That(await site.GetAsync("""{.spec.template.spec.containers[0].env[?(@.name=="PILOT_TRACE_SAMPLING")].value}""", "deployment", "istiod"), Is.EqualTo("5"));
        Assert.That(await site.GetAsync("{.spec.minAvailable}", "poddisruptionbudget", "istiod"), Is.EqualTo("1"));
    }

    private static async Task LeaveAloneAsync(MeshSite site)
    {
        var pods = await site.GetAsync("{.items[*].metadata.uid}", "pods");

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("nothing changed"));
        Assert.That(await site.GetAsync("{.items[*].metadata.uid}", "pods"), Is.EqualTo(pods));
        Assert.That(((JsonArray)site.Report["install"]!["parts"]!).Select(part => (int)part!["differences"]!), Is.All.Zero);
    }

    private static async Task UpgradeAsync(MeshSite site)
    {
        site.Replace("version: 1.28.3", "version: 1.29.0");

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("-        image: docker.io/istio/pilot:1.28.3").And.Contain("+        image: docker.io/istio/pilot:1.29.0"));
        Assert.That(await site.GetAsync("{.items[*].spec.containers[*].image}", "pods"), Does.Contain("pilot:1.29.0").And.Contain("install-cni:1.29.0").And.Contain("ztunnel:1.29.0").And.Not.Contain("1.28.3"));
    }
}
