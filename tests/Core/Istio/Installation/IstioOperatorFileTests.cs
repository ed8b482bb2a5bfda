using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation.Istioctl;

namespace Mesh.Core.Tests.Istio.Installation;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioOperatorFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-operator-").FullName;

    [Test]
    public void Without_options_the_profile_says_it_all() => Assert.That(Spec(new()), Is.EqualTo(
        """{"profile":"minimal","namespace":"istio-system","hub":"docker.io/istio","tag":"1.29.0","components":{"base":{"enabled":true},"pilot":{"enabled":true},"cni":{"enabled":false}},"values":{"global":{"istioNamespace":"istio-system"}}}"""));

    [Test]
    public void The_same_options_stand_where_an_IstioOperator_has_them()
    {
        var istio = new IstioOptions
        {
            Revision = "blue", Variant = "distroless", Mesh = new() { Id = "mesh1", Network = "n1", AccessLog = "json", TraceSampling = "5", TrustDomain = "mesh.example" },
            Istiod = new() { Replicas = 3, MinAvailable = 2, Resources = new() { Requests = new() { Cpu = "500m" } } },
            Cni = new() { Enabled = true, Resources = new() { Limits = new() { Memory = "200Mi" } } }, Ztunnel = new() { Enabled = true },
        };

        Assert.That(Spec(istio), Is.EqualTo(
            """{"profile":"ambient","namespace":"istio-system","hub":"docker.io/istio","tag":"1.29.0","components":{"base":{"enabled":true},"pilot":{"enabled":true,"k8s":{"podDisruptionBudget":{"minAvailable":2}}},"cni":{"enabled":true},"ztunnel":{"enabled":true}},"revision":"blue","meshConfig":{"trustDomain":"mesh.example","accessLogFile":"/dev/stdout","accessLogEncoding":"JSON"},"values":{"pilot":{"autoscaleEnabled":false,"replicaCount":3,"resources":{"requests":{"cpu":"500m"}},"traceSampling":5,"cni":{"enabled":true},"trustedZtunnelNamespace":"istio-system"},"global":{"variant":"distroless","istioNamespace":"istio-system","meshID":"mesh1","network":"n1"},"cni":{"resources":{"limits":{"memory":"200Mi"}}},"ztunnel":{"hub":"docker.io/istio","variant":"distroless","network":"n1"}}}"""));
    }

    [Test]
    public void A_values_file_wins_where_its_keys_have_a_place()
    {
        File.WriteAllText(Path.Combine(folder, "own.yaml"), "pilot: { traceSampling: 7 }\nmeshConfig: { enableTracing: true }\n");

        var spec = Spec(new IstioOptions { Mesh = new() { TraceSampling = "5" }, Istiod = new() { Values = ["own.yaml"] } });

        Assert.That(spec, Does.Contain("\"traceSampling\":7").And.Contain("\"meshConfig\":{\"enableTracing\":true}"));
    }

    [TestCase("autoscaleMin: 3", "autoscaleMin")]
    [TestCase("_internal_defaults_do_not_set: {}", "_internal_defaults_do_not_set")]
    [TestCase("\"\\e[31mred\": 1", "red")]
    public void A_key_without_a_place_is_refused_by_its_name(string text, string key)
    {
        File.WriteAllText(Path.Combine(folder, "own.yaml"), text);

        var error = Refusal.With(ExitCode.Configuration, () => Spec(new IstioOptions { Istiod = new() { Values = ["own.yaml"] } }));

        Assert.That(error.Reason, Does.Contain("istio.istiod.values: own.yaml sets").And.Contain(key).And.Not.Contain("\e"));
    }

    [Test]
    public void A_values_file_that_is_not_there_is_66_and_an_empty_one_says_nothing()
    {
        Refusal.With(ExitCode.NoInput, () => Spec(new IstioOptions { Base = new() { Values = ["missing.yaml"] } }));
        File.WriteAllText(Path.Combine(folder, "empty.yaml"), "");

        Assert.That(Spec(new IstioOptions { Base = new() { Values = ["empty.yaml"] } }), Is.EqualTo(Spec(new())));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Spec(IstioOptions istio) => IstioOperatorFile.Of(new MeshOptions { Istio = istio with { Version = "1.29.0" } }, "docker.io/istio", folder)["spec"]!.ToJsonString();
}
