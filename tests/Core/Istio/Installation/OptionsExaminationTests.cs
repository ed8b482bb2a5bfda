using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;

namespace Mesh.Core.Tests.Istio.Installation;

public sealed class OptionsExaminationTests
{
    [Test]
    public void Two_trust_domains_are_an_error()
    {
        var options = new MeshOptions { Istio = new() { Version = "1.29.0", Mesh = new() { TrustDomain = "mesh.example" } }, Certificates = new() { TrustDomain = "ca.example" } };

        Assert.That(OptionsExamination.Of(options).Single(), Has.Property("Code").EqualTo("INS002").And.Property("Severity").EqualTo(Severity.Error).And.Property("Evidence").Contains("mesh.example"));
    }

    [Test]
    public void One_trust_domain_said_twice_is_none() =>
        Assert.That(OptionsExamination.Of(new MeshOptions { Istio = new() { Version = "1.29.0", Mesh = new() { TrustDomain = "cluster.local" } }, Certificates = new() }), Is.Empty);

    [Test]
    public void A_budget_before_1_27_is_told_to_have_no_effect() =>
        Assert.That(OptionsExamination.Of(new MeshOptions { Istio = new() { Version = "1.26.2", Istiod = new() { Replicas = 3, MinAvailable = 2 } } }).Single().Code, Is.EqualTo("INS004"));

    [TestCase("1.29.0", false, "istio.cni.enabled")]
    [TestCase("1.20.0", true, "1.21")]
    public void Ambient_mode_needs_CNI_and_a_chart_of_its_shape(string version, bool cni, string remedy)
    {
        var options = new MeshOptions { Istio = new() { Version = version, Ztunnel = new() { Enabled = true }, Cni = new() { Enabled = cni } } };

        Assert.That(Refusal.With(ExitCode.Configuration, () => _ = OptionsExamination.Of(options)).Remedy, Does.Contain(remedy));
    }

    [Test]
    public void A_sampling_that_is_mostly_meant_otherwise_is_refused_before_anything_is_asked() =>
        Refusal.With(ExitCode.Configuration, () => _ = OptionsExamination.Of(new MeshOptions { Istio = new() { Version = "1.29.0", Mesh = new() { TraceSampling = "0.05" } } }));
}
