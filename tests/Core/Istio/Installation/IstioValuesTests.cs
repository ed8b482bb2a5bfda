using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;

namespace Mesh.Core.Tests.Istio.Installation;

public sealed class IstioValuesTests
{
    private const string Hub = "docker.io/istio";

    [Test]
    public void Without_options_only_the_place_of_the_images_is_said()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Of(IstioPart.Istiod, new()), Is.EqualTo("""{"global":{"hub":"docker.io/istio","tag":"1.29.0","istioNamespace":"istio-system"}}"""));
            Assert.That(Of(IstioPart.Cni, new()), Is.EqualTo("""{"global":{"hub":"docker.io/istio","tag":"1.29.0"}}"""));
            Assert.That(Of(IstioPart.Ztunnel, new()), Is.EqualTo("""{"hub":"docker.io/istio","tag":"1.29.0","istioNamespace":"istio-system"}"""));
            Assert.That(Of(IstioPart.Base, new()), Is.EqualTo("""{"defaultRevision":"default","global":{"istioNamespace":"istio-system"}}"""));
        });
    }

    [TestCase("1.24.0", """{"global":{"hub":"docker.io/istio","tag":"1.24.0","istioNamespace":"istio-system"},"autoscaleEnabled":false,"replicaCount":3,"traceSampling":5,"cni":{"enabled":true}}""")]
    [TestCase("1.23.5", """{"pilot":{"autoscaleEnabled":false,"replicaCount":3,"traceSampling":5,"cni":{"enabled":true}},"global":{"hub":"docker.io/istio","tag":"1.23.5","istioNamespace":"istio-system"}}""")]
    [TestCase("1.21.0", """{"pilot":{"autoscaleEnabled":false,"replicaCount":3,"traceSampling":5},"global":{"hub":"docker.io/istio","tag":"1.21.0","istioNamespace":"istio-system"},"istio_cni":{"enabled":true}}""")]
    public void The_shape_follows_the_version(string version, string values)
    {
        var istio = new IstioOptions { Istiod = new() { Replicas = 3 }, Mesh = new() { TraceSampling = "5" }, Cni = new() { Enabled = true } };

        Assert.That(Of(IstioPart.Istiod, istio, version), Is.EqualTo(values).And.Not.Contain("_internal_defaults_do_not_set").And.Not.Contain("defaults"));
    }

    [TestCase("1.16.0", "1.16.0", "distroless")]
    [TestCase("1.15.7", "1.15.7-distroless", null)]
    public void A_variant_is_part_of_the_tag_where_charts_do_not_know_it(string version, string tag, string? variant)
    {
        var global = Parse(Of(IstioPart.Istiod, new IstioOptions { Variant = "distroless" }, version))["global"]!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)global["tag"], Is.EqualTo(tag));
            Assert.That((string?)global["variant"], Is.EqualTo(variant));
        });
    }

    [TestCase(3, 0, """{"autoscaleEnabled":false,"replicaCount":3}""")]
    [TestCase(2, 5, """{"autoscaleEnabled":true,"autoscaleMin":2,"autoscaleMax":5}""")]
    [TestCase(0, 5, """{"autoscaleEnabled":true,"autoscaleMax":5}""")]
    [TestCase(0, 0, "{}")]
    public void Replicas_and_autoscaling_fit_together(int replicas, int most, string said)
    {
        var values = Parse(Of(IstioPart.Istiod, new IstioOptions { Istiod = new() { Replicas = replicas, MaxReplicas = most } }));
        values.Remove("global");

        Assert.That(values.ToJsonString(), Is.EqualTo(said));
    }

    [Test]
    public void Fewer_pods_at_most_than_at_least_are_refused() =>
        Assert.That(Refusal.With(ExitCode.Configuration, () => Of(IstioPart.Istiod, new IstioOptions { Istiod = new() { Replicas = 3, MaxReplicas = 2 } })).Reason, Does.Contain("maxReplicas 2 is below"));

    [TestCase("1.27.0", true)]
    [TestCase("1.26.4", false)]
    public void A_budget_is_said_where_the_chart_takes_one(string version, bool isSaid) =>
        Assert.That(Parse(Of(IstioPart.Istiod, new IstioOptions { Istiod = new() { Replicas = 3, MinAvailable = 2 } }, version)).ContainsKey("pdb"), Is.EqualTo(isSaid));

    [Test]
    public void A_sampling_of_nothing_is_said_where_the_template_would_pass_over_it() =>
        Assert.That(Parse(Of(IstioPart.Istiod, new IstioOptions { Mesh = new() { TraceSampling = "0" } }))["env"]!.ToJsonString(), Is.EqualTo("""{"PILOT_TRACE_SAMPLING":"0"}"""));

    [TestCase("text", """{"accessLogFile":"/dev/stdout","accessLogEncoding":"TEXT"}""")]
    [TestCase("json", """{"accessLogFile":"/dev/stdout","accessLogEncoding":"JSON"}""")]
    [TestCase("off", """{"accessLogFile":""}""")]
    public void The_access_log_is_said_as_istio_says_it(string log, string mesh) =>
        Assert.That(Parse(Of(IstioPart.Istiod, new IstioOptions { Mesh = new() { AccessLog = log } }))["meshConfig"]!.ToJsonString(), Is.EqualTo(mesh));

    [TestCase(null, null, null)]
    [TestCase("mesh.example", null, "mesh.example")]
    [TestCase(null, "ca.example", "ca.example")]
    [TestCase("mesh.example", "ca.example", "mesh.example")]
    public void The_trust_domain_is_the_mesh_s_own_or_that_of_its_certificates(string? mesh, string? certificates, string? said)
    {
        var options = new MeshOptions
        {
            Istio = new() { Version = "1.29.0", Mesh = new() { TrustDomain = mesh } }, Certificates = certificates is null ? null : new() { TrustDomain = certificates },
        };

        Assert.That((string?)new IstioValues(options, IstioVersion.Of(options.Istio), Hub).Of(IstioPart.Istiod, "")["meshConfig"]?["trustDomain"], Is.EqualTo(said));
    }

    [Test]
    public void Ambient_mode_is_a_profile_of_istiod_and_CNI_and_names_its_ztunnel()
    {
        var istio = new IstioOptions
        {
            Namespace = "mesh", Revision = "blue", Cni = new() { Enabled = true },
            Ztunnel = new() { Enabled = true, Resources = new() { Requests = new() { Cpu = "200m" } } }, Mesh = new() { Network = "n1", Cluster = "c1" },
        };

        Assert.Multiple(() =>
        {
            Assert.That(Of(IstioPart.Istiod, istio), Does.Contain("\"profile\":\"ambient\"").And.Contain("\"trustedZtunnelNamespace\":\"mesh\""));
            Assert.That(Of(IstioPart.Cni, istio), Does.Contain("\"profile\":\"ambient\""));
            Assert.That(Of(IstioPart.Ztunnel, istio), Is.EqualTo(
                """{"hub":"docker.io/istio","tag":"1.29.0","istioNamespace":"mesh","revision":"blue","network":"n1","multiCluster":{"clusterName":"c1"},"resources":{"requests":{"cpu":"200m"}}}"""));
        });
    }

    private static string Of(IstioPart part, IstioOptions istio, string version = "1.29.0")
    {
        istio = istio with { Version = version };
        return new IstioValues(new MeshOptions { Istio = istio }, IstioVersion.Of(istio), Hub).Of(part, "default").ToJsonString();
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
