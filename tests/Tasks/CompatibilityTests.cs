using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>Mesh.CheckCompatibility on the running process. Its clock is the machine's, so the rows whose end counts are the test's own; the days themselves are the core tests'.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CompatibilityTests
{
    private const string Scenario = "contexts: [{ name: locust-eks, version: v1.34.1 }]";

    private const string Rows = """
        sources: [{ name: test, what: rows of a test, asOf: 2020-01-01 }]
        istio:
          - { version: 1.97, released: 2020-01-01, eol: 2999-12-31, eolIs: announced, kubernetes: [1.34], source: test }
          - { version: 1.98, released: 2020-01-01, eol: 2021-01-01, eolIs: final, kubernetes: [1.34], source: test }
        """;

    [TestCase("1.97.0", 0, "Supported", "source: rows of a test, as of 2020-01-01")]
    [TestCase("1.26.2", 79, "OutOfRangeHigh", "VER001 on Istio 1.26.2 on Kubernetes v1.34.1: Kubernetes 1.34 is too new a server for Istio 1.26")]
    [TestCase("1.98.0", 79, "IstioEol", "VER002 on Istio 1.98.0 on Kubernetes v1.34.1: support of Istio 1.98 ended on 2021-01-01 (final)")]
    [TestCase("1.99.0", 79, "Unknown", "VER003 on Istio 1.99.0 on Kubernetes v1.34.1: the table as of 2026-10-01 has no row for Istio 1.99")]
    public async Task The_verdict_decides_the_exit_code_and_stands_in_the_report(string istio, int code, string verdict, string said)
    {
        using var bench = new Bench();
        var outcome = await RunAsync(bench, istio);
        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Output + outcome.LastErrorLine, Does.Contain(said));
            Assert.That((string?)JsonNode.Parse(bench.Report)!["compatibility"]!["verdicts"]![0]!["verdict"], Is.EqualTo(verdict));
        });
    }

    [Test]
    public async Task A_delivery_with_a_version_that_does_not_fit_stops_before_images_and_releases()
    {
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.Deliver", "--sandbox", "build/scenarios/demo.yaml", "--config", "build/scenarios/demo.mesh.yaml", "--set", "istio.version=1.99.0");
        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("VER003"));
        Assert.That(JsonNode.Parse(bench.Report)!["steps"]!.AsArray().Select(step => (string?)step!["name"]), Is.EqualTo(["Mesh.NormalizeLineEndings", "Mesh.ValidateContext", "Mesh.CheckCompatibility"]));
    }

    [Test]
    public async Task Without_a_version_it_needs_no_cluster_to_say_so()
    {
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.CheckCompatibility", "--config", bench.Write("mesh.yaml", ""));
        Assert.That(outcome.ExitCode, Is.EqualTo(78), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("istio.version"));
    }

    [Test]
    public async Task A_table_with_a_fault_is_told_with_its_place()
    {
        using var bench = new Bench();
        var outcome = await RunAsync(bench, "1.97.0", Rows + "\n  - { version: 1.97.1 }\n");
        Assert.That(outcome.ExitCode, Is.EqualTo(65), outcome.ToString());
        Assert.That(outcome.Error, Does.Contain("rows.yaml:5:16: 'version' is a minor version such as 1.29, not '1.97.1'"));
    }

    private static Task<Outcome> RunAsync(Bench bench, string istio, string rows = Rows)
    {
        bench.Write("rows.yaml", rows);
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: locust-eks }
            istio: { version: {{istio}}, supportTable: '{{bench.RelativeFolder}}/rows.yaml' }
            """);
        return bench.RunAsync(Host.Compiled, "--target", "Mesh.CheckCompatibility", "--sandbox", bench.Write("scenario.yaml", Scenario), "--config", config);
    }
}
