using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Images;

/// <summary>What will run, and who needs it.</summary>
public sealed class ImageNeedsTests
{
    private const string Gateway = "labels: { sidecar.istio.io/inject: 'true' }";
    private static readonly IstioOptions Istio = new() { Version = "1.29.0", Hub = "hub.io/istio" };

    private readonly Rig rig = new();

    [Test]
    public async Task Releases_and_the_list_of_images_say_who_needs_what()
    {
        rig.Nodes("linux/arm64").Check("web:1").Deployment("web", "web:1").Deployment("api", "web:1");
        rig.Registries.Index("web:1", "linux/arm64");
        await rig.RunAsync();
        Assert.That(rig.NeededBy("docker.io/library/web:1"),
            Is.EqualTo(["images.check", "deployment/web in beta, container main (release web)", "deployment/api in beta, container main (release api)"]));
        Assert.That(rig.Registries.Asked, Is.EqualTo(["docker.io/library/web:1"]));
    }

    [Test]
    public void A_reference_that_is_none_is_65_and_all_of_them_are_named()
    {
        rig.Nodes("linux/arm64").Deployment("web", "WEB:1").Deployment("api", "a b");
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.MalformedInput, "2 image references are malformed")
            .And.Message.Contains("deployment/web in beta, container main (release web): 'WEB:1'").And.Message.Contains("deployment/api in beta, container main (release api): 'a b'"));
        Assert.That(rig.Registries.Asked, Is.Empty);
    }

    [Test]
    public async Task A_pattern_in_a_custom_resource_is_no_reference()
    {
        rig.Nodes("linux/arm64").Check("web:1").Release("policy", "{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: p }, spec: { containers: [{ image: '!*:latest' }] } }");
        rig.Registries.Index("web:1", "linux/arm64");
        await rig.RunAsync();
        Assert.That(rig.Images, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Releases_are_rendered_side_by_side_four_at_a_time()
    {
        var waiting = 0;
        var four = new TaskCompletionSource();
        rig.Nodes("linux/arm64");
        rig.Registries.Index("web:1", "linux/arm64");
        foreach (var index in Enumerable.Range(0, 9))
        {
            rig.Deployment($"web{index}", "web:1");
        }

        rig.Helm.Meanwhile = () =>
        {
            if (Interlocked.Increment(ref waiting) == 4)
            {
                four.SetResult();
            }

            return four.Task;
        };
        await rig.RunAsync();
        Assert.That(rig.Helm.Most, Is.EqualTo(4));
        Assert.That(rig.NeededBy("docker.io/library/web:1"), Is.EqualTo(Enumerable.Range(0, 9).Select(index => $"deployment/web{index} in beta, container main (release web{index})")));
    }

    [Test]
    public async Task Istio_needs_its_control_plane_and_its_proxy_where_Linux_pods_land_by_default()
    {
        rig.Nodes("linux/arm64", "windows/amd64").Istio(Istio with { Variant = "distroless" });
        rig.Cluster.AddNode("tainted", "linux/amd64", [new JsonObject { ["key"] = "gpu", ["effect"] = "NoSchedule" }]);
        rig.Registries.Index("hub.io/istio/pilot:1.29.0-distroless", "linux/arm64");
        rig.Registries.Index("hub.io/istio/proxyv2:1.29.0-distroless", "linux/arm64");
        await rig.RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.States("hub.io/istio/pilot:1.29.0-distroless"), Is.EqualTo(["linux/amd64=notNeeded", "linux/arm64=exists", "windows/amd64:10.0.17763=notNeeded"]));
            Assert.That(rig.NeededBy("hub.io/istio/proxyv2:1.29.0-distroless"), Is.EqualTo(["istio.version 1.29.0"]));
            Assert.That(rig.Found, Is.Empty);
        });
    }

    [Test]
    public async Task Istio_needs_its_images_on_tainted_nodes_where_there_are_no_others()
    {
        rig.Cluster.AddNode("tainted", "linux/amd64", [new JsonObject { ["key"] = "gpu", ["effect"] = "NoSchedule" }]);
        await rig.Istio(Istio).RunAsync();
        Assert.That(rig.States("hub.io/istio/pilot:1.29.0"), Is.EqualTo(["linux/amd64=missing"]));
    }

    [Test]
    public async Task An_auto_image_is_the_one_of_the_injector_that_a_release_brings()
    {
        rig.Nodes("linux/arm64", "linux/amd64").Release("istiod", Injector("istio-sidecar-injector", "1.28.0")).Deployment("gateway", "auto", "nodeSelector: { kubernetes.io/arch: arm64 }", Gateway);
        Put(rig, "istio-sidecar-injector", "1.0.0");
        rig.Registries.Index("hub.io/istio/proxyv2:1.28.0", "linux/arm64");
        await rig.RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.States("hub.io/istio/proxyv2:1.28.0"), Is.EqualTo(["linux/amd64=notNeeded", "linux/arm64=exists"]));
            Assert.That(rig.NeededBy("hub.io/istio/proxyv2:1.28.0"), Is.EqualTo(["deployment/gateway in beta, container main, which is injected (release gateway)"]));
            Assert.That(rig.Images, Has.Count.EqualTo(1));
        });
    }

    [TestCase("istio-sidecar-injector", "", null)]
    [TestCase("istio-sidecar-injector-canary", ", istio.io/rev: canary", null)]
    [TestCase("istio-sidecar-injector", ", istio.io/rev: stable", null, Description = "a tag leads to the default one")]
    [TestCase("istio-sidecar-injector-1-28", ", istio.io/rev: stable", "1-28", Description = "a tag leads to the configured revision")]
    public async Task An_auto_image_is_else_the_one_of_the_clusters_injector(string map, string label, string? revision)
    {
        rig.Nodes("linux/arm64").Deployment("gateway", "auto", metadata: $"labels: {{ sidecar.istio.io/inject: 'true'{label} }}");
        rig.Options = rig.Options with { Istio = revision is null ? null : new IstioOptions { Revision = revision } };
        Put(rig, map, "1.28.0");
        await rig.RunAsync();
        Assert.That(rig.Found, Is.EqualTo(["IMG002 hub.io/istio/proxyv2:1.28.0"]));
    }

    [Test]
    public async Task An_auto_image_that_nobody_knows_is_a_finding([Values] bool online)
    {
        _ = online ? rig.Nodes("linux/arm64") : rig.Offline("linux/arm64");
        await rig.Deployment("gateway", "auto", metadata: Gateway).RunAsync();
        Assert.That(rig.Found, Is.EqualTo(["IMG008 deployment/gateway in beta, container main (release gateway)"]));
        Assert.That(rig.Images, Is.Empty);
    }

    [Test]
    public async Task An_auto_image_of_a_custom_resource_means_whatever_it_means()
    {
        rig.Nodes("linux/arm64").Release("db", "{ apiVersion: example.com/v1, kind: Database, metadata: { name: db }, spec: { containers: [{ image: auto }] } }");
        await rig.RunAsync();
        Assert.That((rig.Found.Count(), rig.Images.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task An_auto_image_is_at_last_the_one_of_the_configured_version()
    {
        rig.Offline("linux/arm64").Istio(Istio).Deployment("gateway", "auto", metadata: Gateway);
        rig.Registries.Index("hub.io/istio/pilot:1.29.0", "linux/arm64");
        rig.Registries.Index("hub.io/istio/proxyv2:1.29.0", "linux/arm64");
        await rig.RunAsync();
        Assert.That(rig.NeededBy("hub.io/istio/proxyv2:1.29.0"), Is.EqualTo(["istio.version 1.29.0", "deployment/gateway in beta, injected istio-proxy (release gateway)"]));
        Assert.That(rig.Found, Is.Empty);
    }

    [Test]
    public async Task A_workload_in_a_namespace_with_injection_needs_the_proxy_too([Values("rendered", "cluster")] string where)
    {
        var ns = "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: enabled } } }";
        rig.Nodes("linux/arm64").Deployment("web", "web:1");
        Put(rig, "istio-sidecar-injector", "1.28.0");
        _ = where == "rendered"
            ? rig.Release("home", ns)
            : Label(rig);
        await rig.RunAsync();
        Assert.That(rig.NeededBy("hub.io/istio/proxyv2:1.28.0"), Is.EqualTo(["deployment/web in beta, injected istio-proxy (release web)"]));

        static Rig Label(Rig rig)
        {
            rig.Cluster.Put(ResourceKind.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "beta", ["labels"] = new JsonObject { ["istio-injection"] = "enabled" } } });
            return rig;
        }
    }

    [Test]
    public async Task The_proxy_of_today_and_the_one_of_the_configured_version_are_both_needed()
    {
        rig.Nodes("linux/arm64").Istio(Istio).Deployment("gateway", "auto", metadata: Gateway);
        Put(rig, "istio-sidecar-injector", "1.28.0");
        await rig.RunAsync();
        Assert.That(rig.Images.Select(image => image["image"]!.ToString()), Is.EqualTo(["hub.io/istio/pilot:1.29.0", "hub.io/istio/proxyv2:1.28.0", "hub.io/istio/proxyv2:1.29.0"]));
    }

    [Test]
    public void An_injector_that_may_not_be_read_is_77_and_no_finding()
    {
        rig.Nodes("linux/arm64").Deployment("gateway", "auto", metadata: Gateway);
        rig.Cluster.Denied.Add("configmaps");
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.Forbidden, "configmaps is forbidden"));
        Assert.That(rig.Found, Is.Empty);
    }

    [Test]
    public async Task A_namespace_that_may_not_be_read_leaves_injection_unevaluated()
    {
        rig.Nodes("linux/arm64").Deployment("web", "web:1");
        rig.Registries.Index("web:1", "linux/arm64");
        rig.Cluster.Denied.Add("namespaces");
        await rig.RunAsync();
        Assert.That(rig.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.NotEvaluated).And.Property(nameof(Step.Note)).Contains("whether namespace beta injects a proxy"));
    }

    [Test]
    public async Task Without_a_cluster_a_proxy_that_is_not_known_leaves_the_step_unevaluated()
    {
        rig.Offline("linux/arm64").Deployment("web", "web:1", metadata: Gateway);
        rig.Registries.Index("web:1", "linux/arm64");
        await rig.RunAsync();
        Assert.That(rig.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.NotEvaluated).And.Property(nameof(Step.Note)).Contains("the proxy that is injected into deployment/web in beta"));
    }

    [Test]
    public async Task Pods_that_fit_no_node_are_a_warning_and_their_image_has_to_be_there_for_the_platform_they_say()
    {
        rig.Nodes("linux/arm64").Deployment("web", "web:1", "nodeSelector: { kubernetes.io/arch: s390x }");
        rig.Registries.Index("web:1", "linux/arm64");
        await rig.RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(rig.Found, Is.EqualTo(["IMG007 deployment/web in beta (release web)", "IMG003 docker.io/library/web:1"]));
            Assert.That(rig.Journal.Findings[0].Severity, Is.EqualTo(Severity.Warning));
            Assert.That(rig.Journal.Findings[0].Evidence, Is.EqualTo("none of 1 node (linux/arm64) takes its pods: nodeSelector kubernetes.io/arch=s390x, no toleration"));
            Assert.That(rig.States("docker.io/library/web:1"), Is.EqualTo(["linux/arm64=notNeeded", "linux/s390x=missing"]));
        });
    }

    [TestCase("web:1", "any=exists", "IMG007")]
    [TestCase("web:2", "any=missing", "IMG007, IMG001")]
    public async Task Pods_that_fit_no_node_and_say_no_platform_need_the_image_all_the_same(string image, string state, string codes)
    {
        rig.Nodes("linux/arm64").Deployment("web", image, "nodeSelector: { pool: gpu }");
        rig.Registries.Index("web:1", "linux/amd64");
        await rig.RunAsync();
        Assert.That(rig.States($"docker.io/library/{image}"), Is.EqualTo(["linux/arm64=notNeeded", state]));
        Assert.That(string.Join(", ", rig.Journal.Findings.Select(finding => finding.Code)), Is.EqualTo(codes));
    }

    [Test]
    public async Task A_cluster_without_nodes_is_no_green()
    {
        rig.Deployment("web", "web:1");
        rig.Registries.Index("web:1", "linux/amd64");
        await rig.RunAsync();
        Assert.That(rig.Found, Is.Empty);
        Assert.That(rig.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.NotEvaluated).And.Property(nameof(Step.Note)).Contains("has no nodes"));
    }

    [Test]
    public async Task A_mirror_gets_all_images_but_those_that_are_merely_checked()
    {
        rig.Nodes("linux/arm64").Check("other:1").Istio(Istio).Deployment("web", "web:1");
        var images = await Needed().GetAsync(rig.Options, TimeSpan.FromMinutes(1), default);
        Assert.That(images.Select(image => image.ToString()), Is.EqualTo(["docker.io/library/web:1", "hub.io/istio/pilot:1.29.0", "hub.io/istio/proxyv2:1.29.0"]));
        Assert.That(rig.Registries.Asked, Is.Empty);
    }

    [Test]
    public async Task A_mirror_of_nothing_asks_nobody() => Assert.That(await Needed().GetAsync(new MeshOptions { Images = new() { Check = ["web:1"] } }, TimeSpan.FromMinutes(1), default), Is.Empty);

    private NeededImages Needed() => new(rig.Tools, rig.Journal);

    private static string Injector(string name, string tag) => $$$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{{name}}}, namespace: istio-system }
        data: { values: '{ "global": { "hub": "hub.io/istio", "tag": "{{{tag}}}", "proxy": { "image": "proxyv2" } } }' }
        """;

    private static void Put(Rig rig, string name, string tag) => rig.Cluster.Put(ResourceKind.ConfigMap, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "istio-system" },
        ["data"] = new JsonObject { ["values"] = $$"""{ "global": { "hub": "hub.io/istio", "tag": "{{tag}}" } }""" },
    });
}
