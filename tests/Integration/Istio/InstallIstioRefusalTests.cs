using System.Runtime.Versioning;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Istio;

/// <summary>What Mesh.InstallIstio refuses, on a real API server with real helm: nothing is written then.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InstallIstioRefusalTests
{
    [Test]
    public async Task A_version_whose_charts_are_not_there_is_66_with_those_that_are()
    {
        using var site = await OpenAsync("version: 1.29.0", "1.24.1", "1.28.3");

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(66), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("istio-1.29.0").And.Contain("versions that are there: 1.28.3, 1.24.1"));
    }

    [TestCase("0.05", "Say 5 if 5 percent are meant")]
    [TestCase("101", "0 to 100")]
    public async Task A_share_of_traces_that_is_no_percentage_is_78_with_what_was_meant(string sampling, string meant)
    {
        using var site = await OpenAsync($"version: 1.29.0\nmesh: {{ traceSampling: {sampling} }}", "1.29.0");

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(78), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"traceSampling {sampling}").And.Contain(meant));
    }

    [Test]
    public async Task A_chart_of_another_version_is_79_before_anything_is_written()
    {
        using var site = await OpenAsync("version: 1.29.0", "1.29.0");
        var chart = Path.Combine(site.Folder, "charts", "istio-1.29.0", "istiod", "Chart.yaml");
        await File.WriteAllTextAsync(chart, (await File.ReadAllTextAsync(chart)).Replace("appVersion: 1.29.0", "appVersion: 1.24.1", StringComparison.Ordinal));
        var before = site.ControlPlane.AuditLog.Position;

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("INS001").And.Contain("is of 1.24.1, istio.version is 1.29.0"));
        Assert.That(Written(site, before), Is.Empty);
    }

    [Test]
    public async Task A_budget_that_lets_no_pod_go_is_79_also_where_a_values_file_makes_it_so()
    {
        using var site = await OpenAsync("version: 1.29.0", "1.29.0");
        var file = site.Write("own.yaml", "autoscaleMin: 2\npdb: { minAvailable: 2 }\n");
        site.Replace("version: 1.29.0", $"version: 1.29.0\n  istiod: {{ values: [{file}] }}");

        var outcome = await site.RunAsync("--dry-run");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("INS003").And.Contain("minAvailable is 2, and there are at least 2"));
    }

    [Test]
    public async Task Objects_that_are_not_helm_s_are_listed_before_anything_is_written()
    {
        var ns = $"owned-{Guid.NewGuid().ToString("N")[..8]}";
        using var site = await OpenAsync($"version: 1.29.0\nnamespace: {ns}", "1.29.0");
        await site.ControlPlane.KubectlAsync("create", "namespace", ns);
        await site.ControlPlane.KubectlAsync("create", "configmap", "istio", "-n", ns);
        await site.ControlPlane.KubectlAsync("create", "serviceaccount", "istiod", "-n", ns);
        var before = site.ControlPlane.AuditLog.Position;

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(76), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"configmap/istio in {ns}").And.Contain($"serviceaccount/istiod in {ns}"));
        Assert.That(outcome.Output + outcome.Error, Does.Contain("kubectl annotate").And.Contain("meta.helm.sh/release-name=istiod"));
        Assert.That(site.MutationsSince(before).Where(request => request.Namespace == ns), Is.Empty);
    }

    [TestCase("version: 1.29.0\nztunnel: { enabled: true }", "istio.cni")]
    [TestCase("version: 1.29", "whole version")]
    [TestCase("namespace: istio-system", "istio.version is not set")]
    public async Task What_cannot_be_installed_at_all_is_78(string istio, string names)
    {
        using var site = await OpenAsync(istio, "1.29.0");

        var outcome = await site.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(78), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain(names));
    }

    [Test]
    public async Task A_user_without_rights_gets_77_and_every_missing_right()
    {
        using var site = await OpenAsync("version: 1.29.0", "1.29.0");

        var outcome = await site.RunAsync("--kubeconfig", site.ControlPlane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.EqualTo(77), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("create secrets in istio-system").And.Contain("get customresourcedefinitions.apiextensions.k8s.io").And.Contain("watch mutatingwebhookconfigurations"));
    }

    private static async Task<MeshSite> OpenAsync(string istio, params string[] versions)
    {
        var site = new MeshSite(await SharedControlPlane.RequireAsync(), await Require.Available(ControlPlane.HelmAsync()));
        FixtureCharts.Write(Path.Combine(site.Folder, "charts"), versions);
        site.Configure(istio);
        return site;
    }

    // Others write to the shared server too, but not there.
    private static IEnumerable<AuditEvent> Written(MeshSite site, long position) =>
        site.MutationsSince(position).Where(request => request.Namespace == "istio-system" || request.Name is "istio-system" or "istiod-default-validator");
}
