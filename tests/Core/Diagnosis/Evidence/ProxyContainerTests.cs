using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Diagnosis.Evidence;

/// <summary>What a proxy is known by.</summary>
public sealed class ProxyContainerTests
{
    private const string App = """{ "name": "app", "image": "web:1" }""";

    [TestCase("""{ "name": "edge", "image": "registry.invalid/base/envoy:1", "args": ["proxy", "router", "--domain", "x"] }""", TestName = "A_gateway_is_known_by_its_role")]
    [TestCase("""{ "name": "edge", "image": "registry.invalid/z:1", "args": ["proxy", "ztunnel"] }""", TestName = "Ztunnel_is_known_by_its_role")]
    [TestCase("""{ "name": "edge", "image": "registry.invalid/mirror/proxyv2:1.29.0-distroless" }""", TestName = "A_proxy_is_known_by_its_image")]
    [TestCase("""{ "name": "edge", "image": "registry.invalid/base/envoy:1", "env": [{ "name": "ISTIO_META_CLUSTER_ID", "value": "a" }] }""", TestName = "A_proxy_is_known_by_what_its_agent_reads")]
    public void A_proxy_of_another_name_is_known(string container)
    {
        var pod = Pod($"{App}, {container}");
        Assert.That((ProxyContainer.Of(pod).Text("name"), ProxyContainer.Is(pod, "edge"), ProxyContainer.Is(pod, "app"), ProxyContainer.Is(pod, "istio-proxy")), Is.EqualTo(("edge", true, false, false)));
    }

    [Test]
    public void What_the_injector_has_written_down_is_believed_where_nothing_says_more() =>
        Assert.That(ProxyContainer.Of(Pod($$"""{{App}}, { "name": "edge", "image": "registry.invalid/base/envoy:1" }""", status: """{"initContainers":["prepare"],"containers":["edge"],"revision":"default"}""")).Text("name"), Is.EqualTo("edge"));

    [TestCase("none")]
    [TestCase("""{"containers":[1],"containers":2}""")]
    [TestCase("[]")]
    public void What_the_injector_cannot_have_written_is_passed_over(string status) => Assert.That(ProxyContainer.Of(Pod(App, status: status)), Is.Null);

    [Test]
    public void A_native_sidecar_is_one_and_an_init_container_of_the_same_image_is_none()
    {
        const string prepares = """{ "name": "istio-init", "image": "istio/proxyv2:1.29.0", "args": ["istio-iptables", "-p", "15001"] }""";
        Assert.That(ProxyContainer.Of(Pod(App, init: prepares)), Is.Null);
        Assert.That(ProxyContainer.Of(Pod(App, init: $$"""{{prepares}}, { "name": "mesh", "image": "istio/proxyv2:1.29.0", "restartPolicy": "Always" }""")).Text("name"), Is.EqualTo("mesh"));
    }

    [Test]
    public void A_container_that_has_only_taken_the_name_is_none_beside_a_proxy_and_is_believed_without_one()
    {
        const string taken = """{ "name": "istio-proxy", "image": "web:1" }""";
        Assert.That(ProxyContainer.Is(Pod($$"""{{taken}}, { "name": "mesh", "image": "istio/proxyv2:1.29.0" }"""), "istio-proxy"), Is.False);
        Assert.That(ProxyContainer.Is(Pod(taken), "istio-proxy"), Is.True);
        Assert.That(ProxyContainer.Is(null, "istio-proxy"), Is.True, "a pod that was not seen");
        Assert.That(ProxyContainer.Is(null, null), Is.False);
    }

    private static JsonObject Pod(string containers, string init = "", string? status = null)
    {
        var pod = (JsonObject)JsonNode.Parse($$"""{ "metadata": { "name": "web", "namespace": "beta" }, "spec": { "initContainers": [{{init}}], "containers": [{{containers}}] } }""")!;
        pod["metadata"]!["annotations"] = status is null ? null : new JsonObject { ["sidecar.istio.io/status"] = status };
        return pod;
    }
}
