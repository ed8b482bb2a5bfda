using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation;

namespace Mesh.Core.Tests.Istio.Installation;

public sealed class RenderedExaminationTests
{
    private const string Deployment = "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: istiod }, spec: { replicas: 2, template: { spec: { containers: [{ name: discovery, image: \"docker.io/istio/pilot:1.29.0\" }] } } } }";

    [TestCase("2", "INS003")]
    [TestCase("3", "INS003")]
    [TestCase("100%", "INS003")]
    [TestCase("51%", "INS003")]
    [TestCase("1", null)]
    [TestCase("50%", null)]
    public void A_budget_has_to_leave_a_pod_to_evict(string minAvailable, string? code) =>
        Assert.That(Codes($"{Deployment}\n---\n{{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{ name: istiod }}, spec: {{ minAvailable: {minAvailable} }} }}"), Is.EqualTo(code is null ? [] : new[] { code }));

    [Test]
    public void The_autoscaler_s_least_number_counts_and_not_the_Deployment_s() => Assert.That(
        Codes($"{Deployment}\n---\n{{ apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{ name: istiod }}, spec: {{ minReplicas: 3 }} }}\n---\n{{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{ name: istiod }}, spec: {{ minAvailable: 2 }} }}"),
        Is.Empty);

    [Test]
    public void A_budget_that_lets_none_be_unavailable_lets_none_go() =>
        Assert.That(Codes($"{Deployment}\n---\n{{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{ name: istiod }}, spec: {{ maxUnavailable: 0 }} }}"), Is.EqualTo(new[] { "INS003" }));

    [Test]
    public void A_budget_that_was_asked_for_and_is_not_rendered_is_told() =>
        Assert.That(Codes(Deployment, new IstioOptions { Version = "1.29.0", Istiod = new() { MinAvailable = 1 } }), Is.EqualTo(new[] { "INS004" }));

    [TestCase("docker.io/istio/pilot:1.28.3")]
    [TestCase("docker.io/istio/pilot:1.29.0-distroless")]
    [TestCase("docker.io/istio/pilot")]
    [TestCase("not an image")]
    public void An_image_of_another_tag_is_told(string image) =>
        Assert.That(Codes(Deployment.Replace("docker.io/istio/pilot:1.29.0", image, StringComparison.Ordinal)), Is.EqualTo(new[] { "INS005" }));

    [TestCase("1.28.3", "1.28.3", "INS001")]
    [TestCase("1.0.0", null, "INS001")]
    [TestCase("1.0.0", "1.29.0", null)]
    [TestCase("1.29.0", null, null)]
    [TestCase("1.29.0", "v1.29.0", null)]
    public void A_chart_of_another_version_is_an_error(string version, string? appVersion, string? code) => Assert.That(
        RenderedExamination.Chart(IstioPart.Istiod, new("istiod", "/charts/istiod", "istio-system"), new("istiod", version, appVersion), new IstioOptions { Version = "1.29.0" }).Select(finding => finding.Code),
        Is.EqualTo(code is null ? [] : new[] { code }));

    [Test]
    public void CRDs_of_a_folder_are_told_once_there_is_something_to_upgrade()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Codes("{ apiVersion: v1, kind: ServiceAccount, metadata: { name: reader } }", part: IstioPart.Base), Is.Empty);
            Assert.That(Codes("{ apiVersion: v1, kind: ServiceAccount, metadata: { name: reader } }", part: IstioPart.Base, installed: new("istio-base", 1, "deployed", "base-1.22.0")), Is.EqualTo(new[] { "INS011" }));
        });
    }

    private static IEnumerable<string> Codes(string yaml, IstioOptions? istio = null, IstioPart part = IstioPart.Istiod, InstalledRelease? installed = null)
    {
        var release = new HelmRelease("istiod", "/charts/istiod", "istio-system");
        var plan = new ReleasePlan(new HelmTarget("locust", null), release, installed, ManifestSet.Parse(yaml, "the test").Objects, []);
        return RenderedExamination.Of(new PlannedPart(part, release, new("istiod", "1.29.0", "1.29.0"), plan), istio ?? new IstioOptions { Version = "1.29.0" }).Select(finding => finding.Code);
    }
}
