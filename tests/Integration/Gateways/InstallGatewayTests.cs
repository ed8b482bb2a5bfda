using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Integration.Istio;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Gateways;

/// <summary>Mesh.InstallGateway as a user runs it, with the real helm on a real API server.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class InstallGatewayTests
{
    private const string Type = "service.beta.kubernetes.io/aws-load-balancer-type";
    private const string Target = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";

    [Test]
    public async Task A_gateway_comes_up_injected_with_its_ports_annotations_and_Gateway_object()
    {
        using var site = await GatewaySite.OpenAsync();
        await using var injector = await InjectorDouble.StartAsync();
        await InjectAsync(site, injector.Webhook(site.Namespace));
        var yaml = Yaml(site, $"scheme: internal, annotations: {{ {Type}: external, {Target}: ip }}, ports: [{{ port: 80 }}, {{ port: 443, protocol: TLS, targetPort: 8443 }}], hosts: [shop.example.com], clear: [resources.limits.cpu]");
        var before = site.Plane.AuditLog.Position;

        var dry = await site.RunAsync("Mesh.InstallGateway", yaml, "--dry-run");

        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation && !request.DryRun), Is.Empty);
        Assert.That(dry.Output, Does.Contain($"puts {InjectorDouble.Image} into a pod").And.Contain("would change: create gateway/edge"));

        var outcome = await site.RunAsync("Mesh.InstallGateway", yaml);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var service = (await site.GetAsync("service/edge"))!;
        var gateway = (await site.GetAsync("gateways.networking.istio.io/edge"))!;
        var pods = (await site.GetAsync("pods"))!["items"]!.AsArray();
        var report = site.Report["gateways"]![0]!;
        Assert.Multiple(() =>
        {
            Assert.That(service["spec"]!["ports"]!.AsArray().Select(port => $"{port!["name"]} {port["port"]} {port["targetPort"]}"), Is.EqualTo(new[] { "status-port 15021 15021", "http-80 80 80", "tls-443 443 8443" }));
            Assert.That(((JsonObject)service["metadata"]!["annotations"]!).Where(pair => pair.Key.Contains("aws", StringComparison.Ordinal)).Select(pair => $"{pair.Key.Split('/')[1]}={pair.Value}"), Is.EquivalentTo(new[]
            {
                "aws-load-balancer-scheme=internal", "aws-load-balancer-type=external", "aws-load-balancer-nlb-target-type=ip",
            }));
            Assert.That(gateway["spec"]!.ToJsonString(), Is.EqualTo("""{"selector":{"app":"edge","istio":"edge"},"servers":[{"hosts":["shop.example.com"],"port":{"name":"http-80","number":80,"protocol":"HTTP"}},{"hosts":["shop.example.com"],"port":{"name":"tls-443","number":443,"protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"}}]}"""));
            Assert.That(pods.Select(pod => (string?)pod!["spec"]!["containers"]![0]!["image"]), Is.EqualTo(new[] { InjectorDouble.Image }));
            Assert.That(outcome.Output, Does.Contain("proven: release edge").And.Contain("1 Service with endpoints"));
            Assert.That(report["generated"]!["service"]!["ports"]!.AsArray(), Has.Count.EqualTo(3));
            Assert.That((bool)report["postRendered"]!, Is.True);
            Assert.That(site.Findings, Is.EqualTo(new[] { "HLM002" }));
        });

        var again = await site.RunAsync("Mesh.InstallGateway", yaml);
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(again.Output, Does.Contain("no object differs").And.Contain($"gateway/edge in {site.Namespace} is as wanted"));

        var changed = await site.RunAsync("Mesh.InstallGateway", yaml.Replace("scheme: internal", "scheme: internet-facing", StringComparison.Ordinal).Replace($"{Target}: ip", $"{Target}: instance", StringComparison.Ordinal));
        Assert.That(changed.ExitCode, Is.EqualTo(79), changed.ToString());
        Assert.That(site.Findings.Where(code => code == "LBA006"), Has.Exactly(2).Items);
        Assert.That((await site.GetAsync("service/edge"))!["metadata"]!["resourceVersion"]!.ToString(), Is.EqualTo(service["metadata"]!["resourceVersion"]!.ToString()));
    }

    [TestCase(null, "there is no injector in the cluster", TestName = "Without an injector no pod called auto comes up")]
    [TestCase("{ service: { name: istiod, namespace: NS, path: /inject }, caBundle: QQ== }", "leads to service/istiod in NS, which has no ready endpoint", TestName = "Behind an injector without endpoints no pod called auto comes up")]
    [TestCase("{ service: { name: istiod, namespace: NS, path: /inject } }", "has no CA bundle", TestName = "With a webhook that no CA bundle is in no pod called auto comes up")]
    public async Task Where_no_injector_is_ready_nothing_is_installed(string? client, string why)
    {
        // Of its own where none may be there at all.
        using var site = await GatewaySite.OpenAsync();
        if (client is not null)
        {
            await InjectAsync(site, InjectorDouble.WebhookOf(site.Namespace, client.Replace("NS", site.Namespace, StringComparison.Ordinal)));
        }

        var before = site.Plane.AuditLog.Position;
        var outcome = await site.RunAsync("Mesh.InstallGateway", Yaml(site, "ports: [{ port: 80 }]"));

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Findings, Is.EqualTo(new[] { "GTW003" }));
        Assert.That(outcome.LastErrorLine, Does.Contain(why.Replace("NS", site.Namespace, StringComparison.Ordinal)).Or.Contain("of the").And.Contain("webhooks of injectors"));
        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation && !request.DryRun), Is.Empty);
    }

    [Test]
    public async Task The_eight_keys_of_a_chart_of_ones_own_are_gone_from_its_gateway_too()
    {
        using var site = await GatewaySite.OpenAsync();

        var outcome = await site.RunAsync("Mesh.InstallGateway", $$"""
            istio:
              gateways:
                - name: istio-ingress-gateway
                  namespace: {{site.Namespace}}
                  chart: ./tests/Integration/charts/IstioGateway
                  ports: [{ port: 80 }]
                  clear: ["gatewayMap.*", "albIngressMap.*"]
                  keep: [gatewayMap.ingressgateway-dev.servers.http]
            """);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That((await site.GetAsync("service/istio-ingress-gateway"))!["spec"]!["ports"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(site.Report["gateways"]![0]!["cleared"]!.AsArray().Select(path => path!.ToString()), Is.EqualTo(new[]
        {
            "gatewayMap.alb-ingress-gateway-dev", "gatewayMap.ingressgateway-dev.servers.testRule", "gatewayMap.ingressgateway-dev.servers.testRule2", "gatewayMap.ingressgateway-dev.servers.redisRuleMaster1",
            "gatewayMap.ingressgateway-dev.servers.valkeyRuleMaster2", "gatewayMap.ingressgateway-dev.servers.postgreSqlRule", "gatewayMap.ingressgateway-dev.servers.rdsSqlRule", "albIngressMap.alb-ingress-dev",
        }));
        Assert.That(await site.NamesAsync("ingress"), Is.Empty);
    }

    [TestCase("scheme: internal, annotations: { service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing }", "LBA001", TestName = "A scheme said twice is refused")]
    [TestCase("annotations: { service.beta.kubernetes.io/aws-load-balancer-type: external }", "LBA002", TestName = "A type that nobody reconciles is refused")]
    [TestCase("ports: [{ port: 443, protocol: HTTPS }], hosts: [a.example.com]", "GTW001", TestName = "HTTPS without a credential is refused")]
    public async Task Contradictions_are_79_and_nothing_is_sent(string gateway, string code)
    {
        using var site = await GatewaySite.OpenAsync();
        var before = site.Plane.AuditLog.Position;

        var outcome = await site.RunAsync("Mesh.InstallGateway", Yaml(site, gateway));

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Findings, Does.Contain(code));
        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation), Is.Empty);
    }

    [Test]
    public async Task A_name_that_is_none_is_78_and_a_user_without_rights_gets_77()
    {
        using var site = await GatewaySite.OpenAsync();

        var unknown = await site.RunAsync("Mesh.InstallGateway", Yaml(site, "ports: [{ port: 80 }]"), "--gateway", "egde");
        var nobody = await site.RunAsync("Mesh.InstallGateway", Yaml(site, "ports: [{ port: 80 }]"), "--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(unknown.ExitCode, Is.EqualTo(78), unknown.ToString());
        Assert.That(unknown.LastErrorLine, Does.Contain("Did you mean 'edge'?"));
        Assert.That(nobody.ExitCode, Is.EqualTo(77), nobody.ToString());
        Assert.That(nobody.LastErrorLine, Does.Contain($"create secrets in {site.Namespace}").And.Contain("list mutatingwebhookconfigurations.admissionregistration.k8s.io"));
    }

    private static async Task InjectAsync(GatewaySite site, string webhook)
    {
        (await site.Plane.KubectlAsync("label", "namespace", site.Namespace, $"mesh-test={site.Namespace}")).Succeeded();
        (await site.Plane.KubectlWithInputAsync(webhook, "apply", "--filename", "-")).Succeeded();
    }

    private static string Yaml(GatewaySite site, string gateway)
    {
        var charts = FixtureCharts.Write(Path.Combine(Path.GetDirectoryName(site.Write("charts/.keep", ""))!), "1.29.0");
        return $"istio: {{ version: 1.29.0, charts: '{Path.GetRelativePath(Repository.Root, charts)}', gateways: [{{ name: edge, namespace: {site.Namespace}, {gateway} }}] }}";
    }
}
