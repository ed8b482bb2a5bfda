using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Mesh.Integration.Gateways;

/// <summary>Clearing as an intention, with the real helm on a real API server.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClearingTests
{
    private static readonly string[] Rules = ["testrule", "testrule2", "redisrulemaster1", "valkeyrulemaster2", "postgresqlrule", "rdssqlrule"];

    [Test]
    public async Task Keep_only_HTTP_port_80_takes_the_eight_defaults_out_of_every_object()
    {
        using var site = await GatewaySite.OpenAsync();

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", $$"""
            releases:
              - name: istio-ingress-gateway
                chart: ./tests/Integration/charts/IstioGateway
                namespace: {{site.Namespace}}
                clear: ["gatewayMap.*", "albIngressMap.*"]
                keep: [gatewayMap.ingressgateway-dev.servers.http]
            """);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var manifest = (await site.HelmAsync("get", "manifest", "istio-ingress-gateway")).Succeeded();
        var servers = (JsonArray)(await site.GetAsync("gateways.networking.istio.io/ingressgateway-dev"))!["spec"]!["servers"]!;
        Assert.Multiple(async () =>
        {
            Assert.That(outcome.Output, Does.Contain("8 cleared defaults are gone from all of 3 rendered objects"));
            Assert.That(servers.ToJsonString(), Is.EqualTo("""[{"hosts":["dev.example.com"],"port":{"name":"http","number":80,"protocol":"HTTP"}}]"""));
            Assert.That((await site.GetAsync("service/istio-ingress-gateway"))!["spec"]!["ports"]!.AsArray().Select(port => (int)port!["port"]!), Is.EqualTo(new[] { 80 }));
            Assert.That(await site.NamesAsync("gateways.networking.istio.io"), Is.EqualTo(new[] { "ingressgateway-dev" }));
            Assert.That(await site.NamesAsync("ingress"), Is.Empty);
            Assert.That(Rules.Concat(["alb-", "null", "6379", "5432", "3306"]).Where(text => manifest.Contains(text, StringComparison.Ordinal)), Is.Empty);
            Assert.That((await site.HelmAsync("get", "values", "istio-ingress-gateway", "-o", "json")).Output, Does.Contain("\"testRule\":null").And.Contain("\"alb-ingress-dev\":null"));
            Assert.That(site.Findings, Is.Empty);
        });
    }

    [Test]
    public async Task A_chart_that_merges_its_defaults_in_a_template_is_post_rendered()
    {
        using var site = await GatewaySite.OpenAsync();
        var yaml = Gateway(site, "[resources.limits.cpu, podAnnotations, autoscaling, service.ports]", """{ service.loadBalancerClass: "" }""").Replace(", service.ports", "", StringComparison.Ordinal);

        var dry = await site.RunAsync("Mesh.UpgradeReleases", yaml, "--dry-run");
        var outcome = await site.RunAsync("Mesh.UpgradeReleases", yaml);

        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var manifest = (await site.HelmAsync("get", "manifest", "edge")).Succeeded();
        var pod = (await site.GetAsync("deployment/edge"))!["spec"]!["template"]!;
        Assert.Multiple(async () =>
        {
            Assert.That(site.Findings, Is.EqualTo(new[] { "HLM002" }));
            Assert.That(outcome.Output, Does.Contain("chart gateway 1.0.0 puts back").And.Contain("resources.limits.cpu").And.Contain("horizontalpodautoscaler/edge"));
            Assert.That(pod["spec"]!["containers"]![0]!["resources"]!.ToJsonString(), Is.EqualTo("""{"limits":{"memory":"1Gi"},"requests":{"cpu":"100m","memory":"128Mi"}}"""));
            Assert.That(((JsonObject)pod["metadata"]!["annotations"]!).Select(pair => pair.Key), Is.EqualTo(new[] { "inject.istio.io/templates" }));
            Assert.That(await site.NamesAsync("hpa"), Is.Empty);
            Assert.That(manifest, Does.Not.Contain("null").And.Not.Contain("prometheus.io").And.Not.Contain("2000m"));
        });

        var again = await site.RunAsync("Mesh.UpgradeReleases", yaml);
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(again.Output, Does.Contain("no object differs"));
    }

    [Test]
    public async Task Where_nothing_can_post_render_it_is_refused_with_chart_and_version_before_anything_is_sent()
    {
        using var site = await GatewaySite.OpenAsync();
        // A helm that knows no arguments of a post-renderer.
        site.Tool("helm", $"case \"$1\" in version) echo v3.8.2;; *) exec '{site.HelmPath}' \"$@\";; esac");
        var before = site.Plane.AuditLog.Position;

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", Gateway(site, "[resources.limits.cpu]", "{}"));

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("chart gateway 1.0.0").And.Contain("resources.limits.cpu").And.Contain("helm 3.8.2"));
        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation && !request.DryRun), Is.Empty);
        Assert.That(site.Findings, Is.EqualTo(new[] { "HLM003" }));
    }

    [TestCase("[job.note]", "configmap/{0}-hook", "HLM003", TestName = "A default that a hook keeps is refused")]
    [TestCase("[stubborn.mode]", "data.strictness", "HLM003", TestName = "A default that a template decides by is refused")]
    [TestCase("[nott]", "Did you mean 'note'?", "HLM001", TestName = "A path that is no default is refused with the nearest name")]
    [TestCase("[\"jobs.*\"]", "Did you mean 'job'?", "HLM001", TestName = "A star below what is no default is refused with the nearest name")]
    public async Task What_cannot_be_proven_gone_is_79(string clear, string told, string code)
    {
        using var site = await GatewaySite.OpenAsync();

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", $"releases: [{{ name: hooked, chart: ./tests/Integration/charts/hooked, namespace: {site.Namespace}, clear: {clear} }}]");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain(told.Replace("{0}", "hooked", StringComparison.Ordinal)));
        Assert.That(site.Findings, Does.Contain(code));
        Assert.That(await site.NamesAsync("configmaps"), Has.None.Contains("hooked"));
    }

    [Test]
    public async Task A_default_that_the_chart_honours_goes_and_its_hook_runs()
    {
        using var site = await GatewaySite.OpenAsync();

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", $"releases: [{{ name: hooked, chart: ./tests/Integration/charts/hooked, namespace: {site.Namespace}, clear: [note] }}]");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That((await site.GetAsync("configmap/hooked"))!["data"]!.ToJsonString(), Is.EqualTo("""{"kept":"1","strictness":"high"}"""));
        Assert.That(await site.NamesAsync("configmaps"), Does.Contain("hooked-hook"));
    }

    [Test]
    public async Task Preflight_says_the_same()
    {
        using var site = await GatewaySite.OpenAsync();

        var outcome = await site.RunAsync("Mesh.Preflight", $"sources: {{ include: [\"none/*.sh\"] }}\nreleases: [{{ name: hooked, chart: ./tests/Integration/charts/hooked, namespace: {site.Namespace}, clear: [stubborn.mode] }}]");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Findings, Does.Contain("HLM003"));
    }

    private static string Gateway(GatewaySite site, string clear, string set) => $$"""
        releases:
          - name: edge
            chart: ./tests/Integration/charts/istio/gateway
            namespace: {{site.Namespace}}
            clear: {{clear}}
            set: {{set}}
        """;
}
