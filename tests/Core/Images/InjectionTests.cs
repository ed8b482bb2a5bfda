using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Images.Pods;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Images;

/// <summary>Which pods get a proxy, and which one.</summary>
public sealed class InjectionTests
{
    [TestCase("", "", null)]
    [TestCase("istio-injection: enabled", "", "")]
    [TestCase("istio-injection: enabled", "labels: { sidecar.istio.io/inject: 'false' }", null)]
    [TestCase("istio-injection: enabled", "annotations: { sidecar.istio.io/inject: 'false' }", null)]
    [TestCase("istio-injection: enabled", "labels: { sidecar.istio.io/inject: 'true' }, annotations: { sidecar.istio.io/inject: 'false' }", "")]
    [TestCase("istio-injection: enabled, istio.io/rev: canary", "", "")]
    [TestCase("istio.io/rev: canary", "", "canary")]
    [TestCase("istio.io/rev: canary", "labels: { istio.io/rev: other }", "canary")]
    [TestCase("istio-injection: disabled", "labels: { sidecar.istio.io/inject: 'true' }", null)]
    [TestCase("istio-injection: disabled, istio.io/rev: canary", "", null)]
    [TestCase("", "labels: { sidecar.istio.io/inject: 'true' }", "")]
    [TestCase("", "labels: { istio.io/rev: canary }", "canary")]
    [TestCase("", "labels: { sidecar.istio.io/inject: 'true', istio.io/rev: canary }", "canary")]
    [TestCase("", "annotations: { sidecar.istio.io/inject: 'true' }", null)]
    public void Labels_decide_which_injector_a_pod_meets(string ns, string metadata, string? revision) =>
        Assert.That(Injection.RevisionFor(Pod(metadata), Map(ns).ToDictionary(pair => pair.Key, pair => pair.Value!.ToString())), Is.EqualTo(revision));

    [TestCase("beta", "hostNetwork: true")]
    [TestCase("kube-system", "")]
    [TestCase("kube-node-lease", "")]
    public void Pods_of_the_host_and_of_Kubernetes_itself_are_left_alone(string ns, string spec) => Assert.That(
        Injection.RevisionFor(Pod("labels: { sidecar.istio.io/inject: 'true' }", spec, ns), new Dictionary<string, string> { ["istio-injection"] = "enabled" }), Is.Null);

    [TestCase("hub: docker.io/istio, tag: 1.29.0", "", "docker.io/istio/proxyv2:1.29.0")]
    [TestCase("hub: docker.io/istio, tag: 1.29, proxy: { image: proxyv2 }", "", "docker.io/istio/proxyv2:1.29")]
    [TestCase("hub: docker.io/istio, tag: 1.29.0, variant: distroless", "", "docker.io/istio/proxyv2:1.29.0-distroless")]
    [TestCase("hub: docker.io/istio, tag: 1.29.0-debug, variant: distroless", "", "docker.io/istio/proxyv2:1.29.0-distroless")]
    [TestCase("hub: docker.io/istio, tag: 1.29.0-distroless, variant: default", "", "docker.io/istio/proxyv2:1.29.0")]
    [TestCase("hub: h, tag: t, variant: distroless", "annotations: { sidecar.istio.io/proxyImageType: debug }", "h/proxyv2:t-debug")]
    [TestCase("hub: h, tag: t, proxy: { image: mine }", "", "h/mine:t")]
    [TestCase("hub: h, tag: t, proxy: { image: my.registry/own/proxy:3 }", "", "my.registry/own/proxy:3")]
    [TestCase("hub: h, tag: t", "annotations: { sidecar.istio.io/proxyImage: my.registry/other:4 }", "my.registry/other:4")]
    [TestCase("hub: h, tag: t, proxy_init: { image: proxyv2 }", "", "h/proxyv2:t")]
    [TestCase("hub: h, tag: t, proxy_init: { image: my.registry/init:5 }", "", "h/proxyv2:t, my.registry/init:5")]
    public void The_values_of_the_chart_say_which_proxy(string global, string metadata, string images)
    {
        var values = new JsonObject { ["global"] = Map(global) };
        var injector = Injector.Of(new JsonObject { ["data"] = new JsonObject { ["values"] = values.ToJsonString() } }, "a test")!;
        Assert.That(string.Join(", ", injector.ImagesFor(Pod(metadata)).Select(one => one.Image)), Is.EqualTo(images));
    }

    [Test]
    public void Values_that_are_no_JSON_are_65() => Assert.That(
        () => Injector.Of(new JsonObject { ["data"] = new JsonObject { ["values"] = "{ no" } }, "configmap/istio-sidecar-injector"), Fails.With(ExitCode.MalformedInput, "configmap/istio-sidecar-injector: data.values is no JSON"));

    [TestCase("{}")]
    [TestCase("{ \"values\": \"[]\" }")]
    public void A_ConfigMap_without_values_is_no_injector(string data) => Assert.That(Injector.Of(new JsonObject { ["data"] = JsonNode.Parse(data) }, "a test"), Is.Null);

    private static Pod Pod(string metadata, string spec = "", string ns = "beta") => new("deployment/web in beta", "web", ns, Map(metadata), Map(spec), true);

    private static JsonObject Map(string yaml) => (JsonObject)YamlDocuments.Parse($"{{ {yaml} }}", "a test").Single()!;
}
