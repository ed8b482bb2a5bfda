using System.Text.Json.Nodes;
using Mesh.Core.Istio.Gateways;

namespace Mesh.Core.Tests.Istio.Gateways;

/// <summary>The table of AWS annotations that do not go together, and of those that cannot change.</summary>
public sealed class LoadBalancerRulesTests
{
    [TestCase("", null, null, "")]
    [TestCase("scheme=internal,internal=true", null, null, "")]
    [TestCase("scheme=internal,internal=false", null, null, "LBA001")]
    [TestCase("scheme=internet-facing,internal=true", null, null, "LBA001")]
    [TestCase("scheme=private", null, null, "LBA001")]
    [TestCase("scheme=internal", null, "internet-facing", "LBA001")]
    [TestCase("type=external", null, null, "LBA002")]
    [TestCase("type=external,nlb-target-type=ip", null, null, "")]
    [TestCase("type=nlb-ip", null, null, "")]
    [TestCase("type=external", "service.k8s.aws/nlb", null, "")]
    [TestCase("type=nlb", "service.k8s.aws/nlb", null, "LBA003")]
    [TestCase("type=external,nlb-target-type=ip", "eks.amazonaws.com/nlb", null, "LBA003")]
    [TestCase("type=nlb,scheme=internal", null, null, "LBA007")]
    [TestCase("type=nlb,scheme=internal,internal=true", null, null, "")]
    [TestCase("scheme=internal,eip-allocations=eipalloc-1", null, null, "LBA004")]
    [TestCase("internal=true,eip-allocations=eipalloc-1", null, null, "LBA004")]
    [TestCase("scheme=internet-facing,private-ipv4-addresses=10.0.0.9", null, null, "LBA004")]
    [TestCase("scheme=internet-facing,eip-allocations=a;b,subnets=c", null, null, "LBA004")]
    [TestCase("scheme=internet-facing,eip-allocations=a;b,subnets=c;d", null, null, "")]
    [TestCase("type=external,nlb-target-type=pod", null, null, "LBA005")]
    [TestCase("ip-address-type=ipv6", null, null, "LBA005")]
    [TestCase("name=internal-shop", null, null, "LBA005")]
    [TestCase("name=a-name-of-more-than-thirty-two-characters", null, null, "LBA005")]
    [TestCase("proxy-protocol=*", null, null, "LBA008")]
    public void Annotations_are_judged_alone(string annotations, string? loadBalancerClass, string? wanted, string codes) =>
        Assert.That(LoadBalancerRules.Examine(Service(annotations, loadBalancerClass), "service/edge", wanted).Select(finding => finding.Code), Is.EqualTo(codes.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [Test]
    public void A_Service_without_a_load_balancer_has_none_to_judge()
    {
        var service = Service("type=external", null);
        service["spec"]!["type"] = "ClusterIP";
        Assert.That(LoadBalancerRules.Examine(service, "service/edge", "internal"), Is.Empty);
    }

    [TestCase("type=external", null, "type=external", true, Description = "as it is")]
    [TestCase("type=external", null, "", true, Description = "the release never said it")]
    [TestCase("type=external", "type=external", "", false, Description = "the release takes it away")]
    [TestCase("type=nlb", null, "type=external", false)]
    [TestCase("", null, "name=shop", false)]
    [TestCase("nlb-target-type=ip", null, "nlb-target-type=instance", false)]
    [TestCase("scheme=internal", null, "scheme=internet-facing", false)]
    [TestCase("", null, "internal=false", true, Description = "says nothing new")]
    [TestCase("attributes=a", null, "attributes=b", true, Description = "may change")]
    public void What_a_load_balancer_is_made_with_cannot_change(string live, string? before, string after, bool passes) =>
        Assert.That(LoadBalancerRules.Compare(Service(live, null), before is null ? null : Service(before, null), Service(after, null), "service/edge").Select(finding => finding.Code), passes ? Is.Empty : Is.EqualTo(new[] { "LBA006" }));

    [Test]
    public void Neither_can_the_class_or_the_type()
    {
        var other = Service("", null);
        other["spec"]!["type"] = "ClusterIP";
        Assert.That(LoadBalancerRules.Compare(Service("", null), null, other, "s").Single().Evidence, Is.EqualTo("spec.type is LoadBalancer and would be ClusterIP"));
        Assert.That(LoadBalancerRules.Compare(Service("", "a/b"), null, Service("", "c/d"), "s").Single().Evidence, Is.EqualTo("spec.loadBalancerClass is a/b and would be c/d"));
        Assert.That(LoadBalancerRules.Compare(Service("", "a/b"), null, Service("", null), "s"), Is.Empty, "a webhook of the controller may have set it");
        Assert.That(LoadBalancerRules.Compare(other, null, Service("type=nlb", null), "s"), Is.Empty, "there is no load balancer yet");
    }

    private static JsonObject Service(string annotations, string? loadBalancerClass) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["annotations"] = new JsonObject(annotations.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
                .Select(pair => KeyValuePair.Create(ServiceAnnotations.Prefix + pair[0], (JsonNode?)pair[1].Replace(';', ',')))),
        },
        ["spec"] = loadBalancerClass is null ? new JsonObject { ["type"] = "LoadBalancer" } : new JsonObject { ["type"] = "LoadBalancer", ["loadBalancerClass"] = loadBalancerClass },
    };
}
