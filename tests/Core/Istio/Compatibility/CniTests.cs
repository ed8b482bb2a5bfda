using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility.Cni;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>Which network plugin a cluster has, how it is, and whether it bears with the mesh.</summary>
public sealed class CniTests
{
    [TestCase("calico-node", "docker.io/calico/node:v3.28.0", "Calico v3.28.0")]
    [TestCase("cilium", "quay.io/cilium/cilium:v1.16.2@sha256:0000000000000000000000000000000000000000000000000000000000000000", "Cilium v1.16.2")]
    [TestCase("kube-flannel-ds", "docker.io/flannel/flannel:v0.25.0", "Flannel v0.25.0")]
    [TestCase("kube-flannel-ds-arm64", "registry.example.com/x:1", "Flannel")]
    [TestCase("weave-net", "weaveworks/weave-kube:2.8.1", "Weave 2.8.1")]
    [TestCase("aws-node", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.18.3-eksbuild.1", "VPC CNI v1.18.3-eksbuild.1")]
    [TestCase("network", "mirror.example.com/calico/node:v3.28.0", "Calico v3.28.0")]
    [TestCase("istio-cni-node", "docker.io/istio/install-cni:1.29.0", "Istio CNI 1.29.0")]
    [TestCase("canal", "docker.io/calico/node:v3.28.0", "Calico v3.28.0,Flannel v3.28.0")]
    [TestCase("calico-typha", "calico/typha:v3.28.0", "")]
    [TestCase("cilium-envoy", "quay.io/cilium/cilium-envoy:v1.29.9", "")]
    [TestCase("node-exporter", "prom/node-exporter:v1.8.0", "")]
    public async Task A_plugin_is_known_by_its_DaemonSet(string name, string image, string plugins)
    {
        using var stage = new CheckStage("2026-03-01", objects: DaemonSet(name, image));
        var found = await CniSurvey.DaemonSetsAsync(stage.Cluster, default);
        Assert.That(string.Join(',', found.Select(cni => $"{cni.Name} {cni.Version}".TrimEnd())), Is.EqualTo(plugins));
        Assert.That(found.Select(cni => cni.By), Is.All.EqualTo($"daemonset/{name} in kube-system"));
    }

    [TestCase("projectcalico.org/IPv4Address", "Calico")]
    [TestCase("network.cilium.io/ipv4-pod-cidr", "Cilium")]
    [TestCase("flannel.alpha.coreos.com/backend-type", "Flannel")]
    public void A_plugin_is_known_by_its_mark_on_a_node(string annotation, string plugin) =>
        Assert.That(CniPlugin.SignsOn(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = "x" } } }), Is.EqualTo([plugin]));

    [Test]
    public async Task A_plugin_is_known_by_what_it_brings_and_told_once()
    {
        const string crd = """
            - apiVersion: apiextensions.k8s.io/v1
              kind: CustomResourceDefinition
              metadata: { name: ippools.crd.projectcalico.org }
              spec:
                group: crd.projectcalico.org
                scope: Cluster
                names: { kind: IPPool, plural: ippools, singular: ippool, listKind: IPPoolList }
                versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
            """;
        using var hidden = new CheckStage("2026-03-01", objects: crd);
        await hidden.CheckAsync("1.29.0");
        Assert.That(hidden.Notes, Does.Contain("CNI        Calico by API group crd.projectcalico.org"));
        using var seen = new CheckStage("2026-03-01", objects: crd + "\n" + DaemonSet("calico-node", "docker.io/calico/node:v3.28.0"));
        await seen.CheckAsync("1.29.0");
        Assert.That(seen.Notes, Does.Contain("CNI        Calico v3.28.0 by daemonset/calico-node in kube-system, ready on 3 of 3 nodes").And.Not.Contain("by API group"));
        Assert.That(seen.Codes, Is.Empty);
    }

    [TestCase(3, "")]
    [TestCase(2, "CNI001 Warning")]
    [TestCase(0, "CNI001 Error")]
    public void A_plugin_that_is_not_ready_everywhere_is_told(int ready, string codes) =>
        Assert.That(Judge([new("Calico", "daemonset/calico-node in kube-system", 3, ready, null)]), Is.EqualTo(codes));

    [TestCase(false, "CNI002 Info")]
    [TestCase(true, "CNI002 Warning")]
    public void None_that_is_known_is_told(bool chained, string codes) => Assert.That(Judge([], chained: chained), Is.EqualTo(codes));

    [TestCase("true", "true", "true", true, "CNI003 Error")]
    [TestCase("true", "true", "true", false, "")]
    [TestCase("false", "true", "true", true, "")]
    [TestCase("false", "true", "false", false, "CNI004 Warning")]
    [TestCase("false", "strict", null, false, "CNI004 Warning")]
    [TestCase("false", "false", null, false, "")]
    [TestCase(null, null, null, true, "")]
    public void Cilium_must_leave_Istio_s_plugin_and_the_proxies_their_work(string? exclusive, string? replacement, string? hostOnly, bool chained, string codes)
    {
        var settings = new[] { ("cni-exclusive", exclusive), ("kube-proxy-replacement", replacement), ("bpf-lb-sock-hostns-only", hostOnly) }.Where(pair => pair.Item2 is not null).ToDictionary(pair => pair.Item1, pair => pair.Item2!);
        Assert.That(Judge([new("Cilium", "daemonset/cilium in kube-system", 3, 3, null)], settings, chained), Is.EqualTo(codes));
    }

    [Test]
    public async Task The_settings_of_Cilium_are_read_beside_its_agents()
    {
        using var stage = new CheckStage("2026-03-01", objects: DaemonSet("cilium", "quay.io/cilium/cilium:v1.16.2") + "\n" + """
            - { apiVersion: v1, kind: ConfigMap, metadata: { name: cilium-config, namespace: kube-system }, data: { cni-exclusive: "true" } }
            """);
        Assert.That(() => stage.CheckAsync("1.29.0", with: istio => istio with { Cni = new() { Enabled = true } }), Fails.With(ExitCode.FindingsFound, "CNI003 on configmap/cilium-config: cni-exclusive is true"));
        await stage.CheckAsync("1.29.0");
    }

    [Test]
    public async Task Settings_of_Cilium_that_are_not_there_are_not_evaluated()
    {
        using var stage = new CheckStage("2026-03-01", objects: DaemonSet("cilium", "quay.io/cilium/cilium:v1.16.2"));
        await stage.CheckAsync("1.29.0");
        Assert.That((stage.Status, stage.Note), Is.EqualTo((StepStatus.NotEvaluated, "Istio 1.29.0 on v1.34.1: Supported; not seen: configmap/cilium-config: Cilium is there and its ConfigMap cilium-config is not")));
    }

    [TestCase("1.29.0", "1.29.3", "")]
    [TestCase("1.30.0", "1.29.3", "")]
    [TestCase("1.28.0", "1.29.3", "")]
    [TestCase("1.27.0", "1.29.3", "CNI005 Warning")]
    [TestCase("1.31.0", "1.29.3", "CNI005 Warning")]
    [TestCase(null, "1.29.3", "")]
    public void Istio_s_plugin_goes_with_one_minor_version_more_or_less(string? cni, string istiod, string codes) => Assert.That(
        Judge([new("Calico", "x", 1, 1, null), new("Istio CNI", "daemonset/istio-cni-node in istio-system", 3, 3, cni)], istiod: new Istiod("deployment/istiod in istio-system", "default", "", istiod)),
        Is.EqualTo(codes));

    [TestCase("fargate-ip-10-0-0-1", "", "1.29.0", "CNI006 Warning")]
    [TestCase("a", "Bottlerocket OS 1.20.0 (aws-k8s-1.29)", "1.20.2", "CNI006 Error")]
    [TestCase("a", "Bottlerocket OS 1.20.0 (aws-k8s-1.29)", "1.20.3", "")]
    [TestCase("a", "Bottlerocket OS 1.44.0 (aws-k8s-1.33)", "1.29.0", "CNI006 Warning")]
    [TestCase("a", "Amazon Linux 2023", "1.20.2", "")]
    public void Nodes_on_which_Istio_s_plugin_cannot_work_are_told_where_they_are_seen(string name, string system, string istio, string codes)
    {
        var node = NodeFacts.Of(new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["status"] = new JsonObject { ["nodeInfo"] = new JsonObject { ["osImage"] = system } } });
        Assert.That(Judge([new("Calico", "x", 1, 1, null)], chained: true, version: istio, node: node), Is.EqualTo(codes));
        Assert.That(Judge([new("Calico", "x", 1, 1, null)], version: istio, node: node), Is.Empty);
    }

    private static string Judge(IReadOnlyList<FoundCni> found, IReadOnlyDictionary<string, string>? cilium = null, bool chained = false, Istiod? istiod = null, string version = "1.29.0", NodeFacts? node = null) => string.Join(',',
        CniJudge.Of(new(found, cilium), new IstioOptions { Version = version, Cni = new() { Enabled = chained } }, istiod is null ? [] : [istiod], node is null ? [] : [node])
            .Select(finding => $"{finding.Code} {finding.Severity}"));

    private static string DaemonSet(string name, string image) => $$"""
        - apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: {{name}}, namespace: kube-system }
          spec:
            selector: { matchLabels: { app: {{name}} } }
            template: { metadata: { labels: { app: {{name}} } }, spec: { containers: [{ name: main, image: "{{image}}" }] } }
        """;
}
