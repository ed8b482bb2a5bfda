using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.LoadBalancers;

namespace Mesh.Core.Tests.Istio.LoadBalancers;

/// <summary>What is looked at and told before a load balancer is handed over.</summary>
public sealed class ExaminationTests
{
    [TestCase("locust", "nobody", "http", 66, "LBS002")]
    [TestCase("locust", "new", "grpc", 79, "LBS004")]
    [TestCase("inner", "new", "http", 79, "LBS001")]
    [TestCase("byhand", "new", "http", 79, "LBS001")]
    [TestCase("none", "new", "http", 66, "service/none in beta is not there")]
    [TestCase("locust", "not/a value", "http", 65, "is no label's value")]
    [TestCase("locust", "new", "65536", 65, "neither a port")]
    [TestCase("locust", "new", "Not_A_Name", 65, "neither a port")]
    public void What_cannot_serve_is_refused(string service, string app, string target, int exitCode, string said)
    {
        using var stage = new LoadBalancerStage();
        stage.Options = stage.Options with { Service = service, Selector = Labels(("app", app)), Ports = [new() { Port = 443, TargetPort = target }] };
        Assert.That(async () => await stage.RunAsync(), Fails.With(exitCode, said));
        Assert.That(stage.Journal.Changes, Is.Empty);
    }

    [Test]
    public void Labels_and_ports_that_are_none_are_named_all_at_once()
    {
        using var stage = new LoadBalancerStage();
        stage.Options = stage.Options with { Selector = new Dictionary<string, JsonNode?> { ["version"] = 1, ["a b"] = "c", ["n"] = null }, Ports = [new() { Port = 70000, TargetPort = "0" }] };
        Assert.That(async () => await stage.RunAsync(), Fails.With(65, "loadBalancers[0].selector.version: 1 is no label's value, which is a text; loadBalancers[0].selector: 'a b' is no label's name"));
        stage.Options = stage.Options with { Selector = Labels() };
        Assert.That(async () => await stage.RunAsync(), Fails.With(65, "selector is empty"));
    }

    [Test]
    public void A_port_that_the_Service_has_not_is_refused()
    {
        using var stage = new LoadBalancerStage();
        stage.Options = stage.Options with { Ports = [new() { Port = 8443, TargetPort = "http" }] };
        Assert.That(async () => await stage.RunAsync(), Fails.With(79, "there is no port 8443 among 80 (http), 443 (https)"));
    }

    [Test]
    public async Task A_number_that_no_container_declares_is_told_and_stops_nobody_who_does_not_ask_for_it()
    {
        using var stage = new LoadBalancerStage(ports: "[{ name: http, containerPort: 9080 }]");
        stage.Options = stage.Options with { Ports = [] };
        await stage.RunAsync(dryRun: DryRun.Server);
        Assert.That(stage.Codes, Is.EqualTo(["LBS006 Warning"]));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("leads to 8443/TCP").And.Contain("declares 9080 (http)"));
        Assert.That(async () => await stage.RunAsync(new() { FailOn = Severity.Warning }), Fails.With(79, "LBS006"));
    }

    [Test]
    public async Task Pods_of_several_workloads_are_told()
    {
        using var stage = new LoadBalancerStage(objects: """
              - { apiVersion: v1, kind: Pod, metadata: { name: stray, namespace: beta, labels: { app: new } }, spec: { containers: [{ name: web, image: "web:1" }] } }
            """);
        stage.Options = stage.Options with { Ports = [] };
        await stage.RunAsync(dryRun: DryRun.Server);
        Assert.That(stage.Codes, Is.EquivalentTo(["LBS005 Warning", "LBS006 Warning", "LBS008 Warning"]));
        Assert.That(stage.Heard, Does.Contain("app=new matches deployment/new (1), pod/stray (1)"));
    }

    [TestCase("meta.helm.sh/release-name: gw, meta.helm.sh/release-namespace: beta", "LBS013 Warning", "helm release gw in beta")]
    [TestCase("service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: '*'", "LBS010 Warning", "in the header of PROXY protocol")]
    [TestCase("service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: 'preserve_client_ip.enabled=false, proxy_protocol_v2.enabled=true'", "LBS010 Warning", "in the header")]
    public async Task What_else_comes_with_it_is_told(string annotations, string code, string said)
    {
        using var stage = new LoadBalancerStage(annotations: annotations);
        await stage.RunAsync(dryRun: DryRun.Server);
        Assert.That(stage.Codes, Is.EqualTo([code]));
        Assert.That(stage.Heard, Does.Contain(said));
    }

    [TestCase("", "", "not preserved: a Classic Load Balancer")]
    [TestCase("aws-load-balancer-type: nlb", "", "not preserved: the load balancer keeps it, and externalTrafficPolicy Cluster")]
    [TestCase("aws-load-balancer-type: nlb", "externalTrafficPolicy: Local,", "preserved: target type instance")]
    [TestCase("aws-load-balancer-type: external, service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip", "", "not preserved: target type ip")]
    [TestCase("aws-load-balancer-type: external, service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip, service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true", "", "preserved: target type ip")]
    [TestCase("aws-load-balancer-nlb-target-type: instance", "loadBalancerClass: service.k8s.aws/nlb,", "not preserved: the load balancer keeps it")]
    public async Task Whether_the_pods_see_who_calls_is_told(string annotation, string service, string said)
    {
        using var stage = new LoadBalancerStage(service, annotation.Length == 0 ? "" : $"service.beta.kubernetes.io/{annotation}");
        await stage.RunAsync(dryRun: DryRun.Server);
        Assert.That(stage.Heard, Does.Contain($"client address   {said}"));
    }

    [TestCase("externalTrafficPolicy: Local,", "Local", "app: other", "LBS011 Error")]
    [TestCase("externalTrafficPolicy: Local,", "Local", "app: new", null)]
    [TestCase("externalTrafficPolicy: Local,", "Cluster", "app: new", "LBS011 Error")]
    [TestCase("", "Cluster", "app: other", null)]
    public async Task An_address_that_MetalLB_shares_needs_the_same_selector_with_policy_Local(string mine, string theirs, string selector, string? code)
    {
        using var stage = new LoadBalancerStage(mine, "metallb.universe.tf/allow-shared-ip: gw", objects: $$"""
              - { apiVersion: v1, kind: Service, metadata: { name: other, namespace: beta, annotations: { metallb.io/allow-shared-ip: gw } }, spec: { type: LoadBalancer, externalTrafficPolicy: {{theirs}}, selector: { {{selector}} }, ports: [{ port: 53 }] } }
            """);
        stage.StatusAsync("""{ "loadBalancer": { "ingress": [{ "ip": "192.0.2.1" }] } }""");
        stage.StatusAsync("""{ "loadBalancer": { "ingress": [{ "ip": "192.0.2.1" }] } }""", "other");
        if (code is null)
        {
            await stage.RunAsync(dryRun: DryRun.Server);
        }
        else
        {
            Assert.That(async () => await stage.RunAsync(dryRun: DryRun.Server), Fails.With(79, "shares 192.0.2.1 under key gw with service/other in beta"));
        }

        Assert.That(stage.Codes.Where(one => one.StartsWith("LBS011", StringComparison.Ordinal)), Is.EqualTo(code is null ? [] : new[] { code }));
    }

    [Test]
    public async Task The_impact_is_one_block_of_text()
    {
        using var stage = new LoadBalancerStage("externalTrafficPolicy: Local, healthCheckNodePort: 31000,");
        await stage.RunAsync(dryRun: DryRun.Server);
        Assert.That(stage.Heard, Does.StartWith("""
            service/locust in beta
              addresses        a1-7.elb.eu-west-1.amazonaws.com: they stay, so DNS does not change
              leads to         app=old,istio.io/rev=1-24: 2 ready of 2 pods: deployment/old
              will lead to     app=new: 1 ready of 1 pod: deployment/new
              port 80 (http)   "http" as before, which is 9080 in the pods
              port 443 (https) 8443 -> "http", which is 9080 in the pods
              client address   not preserved: a Classic Load Balancer opens connections of its own
              targets          nodes, which stay registered
              nodes            externalTrafficPolicy Local: none lose, none gain, node-1 keep their endpoints
              stays            type, class, node ports 30080, 30443, annotations, traffic policies, health check on node port 31000
            """.ReplaceLineEndings("\n")));
    }

    private static Dictionary<string, JsonNode?> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(label => label.Key, label => (JsonNode?)label.Value);
}
