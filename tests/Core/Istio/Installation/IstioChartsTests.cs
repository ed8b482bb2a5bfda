using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;

namespace Mesh.Core.Tests.Istio.Installation;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioChartsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-charts-").FullName;

    [TestCase("istio-{version}", "istio-1.29.0/istiod")]
    [TestCase("./istio-{version}/", "istio-1.29.0/istiod")]
    [TestCase("deploy/{version}/helm", "deploy/1.29.0/helm/istiod")]
    [TestCase("plain", "plain/istiod")]
    public void A_folder_follows_the_version(string charts, string chart)
    {
        Chart(chart);

        Assert.That(Find(charts), Is.EqualTo(Path.Combine(folder, chart)));
    }

    [Test]
    public void An_unpacked_release_and_its_charts_folder_are_read_as_they_are()
    {
        Chart("istio-1.29.0/manifests/charts/istio-control/istio-discovery");
        Chart("istio-1.29.0/manifests/charts/istio-cni");

        Assert.Multiple(() =>
        {
            Assert.That(Find("istio-{version}"), Does.EndWith("istio-control/istio-discovery"));
            Assert.That(Find("istio-{version}/manifests/charts", "cni"), Does.EndWith("manifests/charts/istio-cni"));
        });
    }

    [Test]
    public void An_archive_of_the_version_is_a_chart_and_one_of_another_is_not()
    {
        Directory.CreateDirectory(Path.Combine(folder, "charts"));
        File.WriteAllText(Path.Combine(folder, "charts", "istiod-1.28.3.tgz"), "");
        Assert.That(Refusal.With(ExitCode.NoInput, () => Find("charts")).Reason, Does.Contain("versions that are there: 1.28.3"));

        File.WriteAllText(Path.Combine(folder, "charts", "istiod-1.29.0.tgz"), "");

        Assert.That(Find("charts"), Does.EndWith("istiod-1.29.0.tgz"));
    }

    [Test]
    public void A_path_that_is_not_there_is_an_error_that_lists_the_versions_that_are_newest_first()
    {
        foreach (var version in new[] { "1.24.1", "1.9.0", "1.28.3", "latest" })
        {
            Directory.CreateDirectory(Path.Combine(folder, $"istio-{version}", "deploy"));
        }

        Directory.CreateDirectory(Path.Combine(folder, "istio-1.27.0"));
        Directory.CreateDirectory(Path.Combine(folder, "other-1.26.0", "deploy"));

        var error = Refusal.With(ExitCode.NoInput, () => Find("./istio-{version}/deploy"));

        Assert.That(error.Reason, Does.Contain("for istio.version 1.29.0").And.Contain($"no folder {folder}/istio-1.29.0/deploy").And.EndWith("versions that are there: 1.28.3, 1.24.1, 1.9.0, latest"));
    }

    [Test]
    public void A_long_list_is_cut_and_an_empty_one_said()
    {
        for (var patch = 0; patch < 15; patch++)
        {
            Directory.CreateDirectory(Path.Combine(folder, "many", $"1.20.{patch}"));
        }

        Assert.Multiple(() =>
        {
            Assert.That(Refusal.With(ExitCode.NoInput, () => Find("many/{version}")).Reason, Does.Contain("1.20.14, 1.20.13").And.EndWith("and 5 more"));
            Assert.That(Refusal.With(ExitCode.NoInput, () => Find("nowhere/{version}")).Reason, Does.EndWith("no version is there"));
            Assert.That(Refusal.With(ExitCode.NoInput, () => Find("./nowhere")).Reason, Does.Contain("no version is there"));
        });
    }

    [TestCase("istio", "istio/istiod", "1.29.0")]
    [TestCase("oci://ghcr.io/istio/release/charts", "oci://ghcr.io/istio/release/charts/istiod", "1.29.0")]
    [TestCase("https://blob.istio.io/istio-release/charts/", "https://blob.istio.io/istio-release/charts/istiod-1.29.0.tgz", null)]
    [TestCase("http://mirror.example/{version}", "http://mirror.example/1.29.0/istiod-1.29.0.tgz", null)]
    public void What_helm_fetches_is_named_as_helm_takes_it(string charts, string found, string? version)
    {
        var istio = new IstioOptions { Version = "1.29.0", Charts = charts };

        Assert.Multiple(() =>
        {
            Assert.That(IstioCharts.Find(istio, "istiod", folder), Is.EqualTo(found));
            Assert.That(IstioCharts.VersionOf(istio, found), Is.EqualTo(version));
        });
    }

    [TestCase(null, "1.29.0", "istio.charts")]
    [TestCase("ftp://mirror.example", "1.29.0", "ftp://")]
    [TestCase("./charts", null, "istio.version")]
    [TestCase("./charts", "1.29", "1.29.0")]
    [TestCase("./charts", "2.1.0", "whole version")]
    public void What_cannot_be_found_by_anyone_is_a_configuration_error(string? charts, string? version, string names)
    {
        var error = Refusal.With(ExitCode.Configuration, () => IstioCharts.Find(new IstioOptions { Version = version, Charts = charts }, "istiod", folder));

        Assert.That(error.Message, Does.Contain(names));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Find(string charts, string chart = "istiod") => IstioCharts.Find(new IstioOptions { Version = "1.29.0", Charts = charts }, chart, folder);

    private void Chart(string path)
    {
        Directory.CreateDirectory(Path.Combine(folder, path));
        File.WriteAllText(Path.Combine(folder, path, "Chart.yaml"), "");
    }
}
