using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Istio.Gateways;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Istio.Gateways;

/// <summary>What is generated for a gateway.</summary>
public sealed class GatewayValuesTests
{
    private static readonly GatewayOptions Edge = new() { Name = "edge", Namespace = "ingress" };

    [Test]
    public void Nothing_is_generated_where_nothing_is_asked_for() => Assert.That(GatewayReleases.Generate(new IstioOptions(), Edge).ToJsonString(), Is.EqualTo("{}"));

    [Test]
    public void Ports_come_with_the_one_for_health_checks_and_a_revision_is_said()
    {
        var values = GatewayReleases.Generate(new IstioOptions { Revision = "1-29" }, Edge with { Ports = [new() { Port = 80 }, new() { Port = 443, TargetPort = 8443, Protocol = "HTTPS", Name = "shop" }], LoadBalancerClass = "service.k8s.aws/nlb" });

        Assert.That(values.ToJsonString(), Is.EqualTo("""{"service":{"ports":[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"http-80","port":80,"protocol":"TCP","targetPort":80},{"name":"shop","port":443,"protocol":"TCP","targetPort":8443}],"loadBalancerClass":"service.k8s.aws/nlb"},"revision":"1-29"}"""));
    }

    [Test]
    public void A_port_for_health_checks_of_ones_own_stays_alone() =>
        Assert.That(GatewayPort.Of(Edge with { Ports = [new() { Port = 15021, TargetPort = 8080, Protocol = "TCP" }] }).Select(port => port.ToString()), Is.EqualTo(new[] { "15021 to 8080" }));

    [TestCase("internal", null, null, "scheme=internal internal=true")]
    [TestCase("internal", "external", null, "type=external scheme=internal")]
    [TestCase("internal", "nlb", null, "type=nlb scheme=internal internal=true")]
    [TestCase("internal", null, "service.k8s.aws/nlb", "scheme=internal")]
    [TestCase("internet-facing", null, null, "scheme=internet-facing")]
    [TestCase(null, null, null, "")]
    public void A_scheme_is_said_in_the_words_of_the_controller_that_may_read_it(string? scheme, string? type, string? loadBalancerClass, string expected)
    {
        var annotations = new Dictionary<string, JsonNode?>();
        if (type is not null)
        {
            annotations[ServiceAnnotations.Type] = type;
        }

        var said = ServiceAnnotations.Of(Edge with { Scheme = scheme, LoadBalancerClass = loadBalancerClass, Annotations = annotations });

        Assert.That(string.Join(' ', said.Select(pair => $"{pair.Key[ServiceAnnotations.Prefix.Length..]}={pair.Value}")), Is.EqualTo(expected));
    }

    [Test]
    public void An_annotation_is_a_text_whatever_YAML_makes_of_it() =>
        Assert.That(ServiceAnnotations.Of(Edge with { Annotations = new Dictionary<string, JsonNode?> { ["a"] = true, ["b"] = 42, ["c"] = null } }).ToJsonString(), Is.EqualTo("""{"a":"true","b":"42"}"""));

    [TestCase("HTTPS", "shop-tls", """{"credentialName":"shop-tls","mode":"SIMPLE"}""")]
    [TestCase("TLS", "shop-tls", """{"credentialName":"shop-tls","mode":"SIMPLE"}""")]
    [TestCase("TLS", null, """{"mode":"PASSTHROUGH"}""")]
    [TestCase("TCP", null, null)]
    public void TLS_ends_where_there_is_a_credential(string protocol, string? credential, string? tls)
    {
        var options = Edge with { Hosts = ["a.example.com"], Ports = [new() { Port = 15021 }, new() { Port = 443, Protocol = protocol, Credential = credential }] };

        var gateway = GatewayObject.Of(new ResourceKind("networking.istio.io", "v1", "gateways", "Gateway"), options, new Dictionary<string, string> { ["istio"] = "edge" });

        var server = gateway["spec"]!["servers"]!.AsArray().Single()!;
        Assert.That(server["tls"]?.ToJsonString(), Is.EqualTo(tls));
        Assert.That(gateway["spec"]!["selector"]!.ToJsonString(), Is.EqualTo("""{"istio":"edge"}"""));
    }
}
