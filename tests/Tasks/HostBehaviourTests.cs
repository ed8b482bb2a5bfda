using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>What a run says and writes down, on the running process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HostBehaviourTests
{
    private const string Secret = "s3cret-of-the-registry";

    [TestCase("--description")]
    [TestCase("--tree")]
    [TestCase("--dryrun")]
    public async Task What_only_asks_needs_neither_a_configuration_nor_a_context(string question)
    {
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, question, "--target", "Mesh.Deliver", "--config", "absent.yaml");
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
            Assert.That(outcome.Output, Does.Contain("Mesh.Deliver").And.Contains("Mesh.NormalizeLineEndings"));
            Assert.That(outcome.Error, Is.Empty);
            Assert.That(Directory.Exists(Path.Combine(bench.Folder, "report")), Is.False, "nothing ran, so there is nothing to report");
        });
    }

    [Test]
    public async Task The_working_directory_is_where_the_configuration_and_the_sources_are()
    {
        using var bench = new Bench();
        bench.Write("mesh.yaml", "sources: { include: ['*.script'] }");
        var script = bench.Write("one.script", "#!/bin/sh\r\necho\r\n");
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.NormalizeLineEndings", "--working", bench.Folder);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(await File.ReadAllTextAsync(script), Is.EqualTo("#!/bin/sh\necho\n"));
    }

    [TestCase("warning", 79)]
    [TestCase("error", 0)]
    public async Task A_lone_carriage_return_is_a_warning_that_fails_a_run_only_where_it_is_told_to(string failOn, int code)
    {
        using var bench = new Bench();
        bench.Write("mesh.yaml", "sources: { include: ['*.script'] }");
        bench.Write("one.script", "#!/bin/sh\necho a\recho b\n");
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.NormalizeLineEndings", "--working", bench.Folder, "--fail-on", failOn);
        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.ToString());
        Assert.That(outcome.LastErrorLine, code == 0 ? Is.Empty : Does.StartWith("mesh: exit 79: ").And.Contains("one.script"));
    }

    [TestCase("--kube-context", "locust-eks")]
    [TestCase("MESH_KUBE_CONTEXT", "locust-eks")]
    [TestCase("mesh.yaml:1", "locust-eks")]
    public async Task The_report_says_where_a_setting_came_from_and_holds_no_secret(string origin, string context)
    {
        using var bench = new Bench();
        bench.Set("REGISTRY_PASSWORD", Secret);
        var config = bench.Write("mesh.yaml", $$"""
            cluster: { context: {{(origin.StartsWith("mesh.yaml", StringComparison.Ordinal) ? context : "another")}} }
            registries: [{ host: "localhost:5000", username: u, passwordFromEnv: REGISTRY_PASSWORD }]
            """);
        List<string> arguments = ["--target", "Mesh.ValidateContext", "--sandbox", Demo, "--config", config];
        if (origin[0] == '-')
        {
            arguments.AddRange([origin, context]);
            bench.Set("MESH_KUBE_CONTEXT", "overruled");
        }
        else if (origin[0] == 'M')
        {
            bench.Set(origin, context);
        }

        var outcome = await bench.RunAsync(Host.Compiled, [.. arguments]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var settings = JsonNode.Parse(bench.Report)!["settings"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(Setting(settings, "cluster.context"), Is.EqualTo(context));
            Assert.That(Origin(settings, "cluster.context"), Does.Contain(origin));
            Assert.That(settings.Select(setting => (string?)setting!["origin"]), Has.Some.EqualTo("default"));
            Assert.That(bench.Report + outcome, Does.Not.Contain(Secret));
        });
    }

    [Test]
    public async Task Redirected_output_holds_no_escape([Values] Host host, [Values] bool noColor)
    {
        using var bench = new Bench();
        bench.Set("TERM", "xterm-256color");
        if (noColor)
        {
            bench.Set("NO_COLOR", "1");
        }

        var outcome = await bench.RunAsync(host, "--target", "Mesh.ValidateContext", "--sandbox", Demo, "--config", "build/scenarios/demo.mesh.yaml");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output + outcome.Error, Does.Not.Contain("\u001b"));
    }

    [Test]
    public async Task A_delivery_ends_with_the_table_of_its_steps([Values(null, "--dry-run", "--dry-run=client")] string? dryRun)
    {
        using var bench = new Bench();
        string[] arguments = ["--target", "Mesh.Deliver", "--sandbox", Demo, "--config", "build/scenarios/demo.mesh.yaml"];
        var outcome = await bench.RunAsync(Host.Compiled, dryRun is null ? arguments : [.. arguments, dryRun]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var places = new[] { "Mesh.NormalizeLineEndings", "Mesh.ValidateContext", "Mesh.CheckCompatibility", "Mesh.CheckImages", "Mesh.UpgradeReleases", "Mesh.RestartWorkloads", "Mesh.Deliver" }
            .Select(name => outcome.Output.LastIndexOf(name, StringComparison.Ordinal)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(places, Is.Ordered.And.All.GreaterThan(0), outcome.Output);
            Assert.That(JsonNode.Parse(bench.Report)!["steps"]!.AsArray().Select(step => (string?)step!["name"]),
                Is.EqualTo(["Mesh.NormalizeLineEndings", "Mesh.ValidateContext", "Mesh.CheckCompatibility", "Mesh.CheckImages", "Mesh.UpgradeReleases", "Mesh.RestartWorkloads", "Mesh.Deliver"]));
            Assert.That(outcome.Output[places[0]..].Split('\n'), Has.Length.LessThan(15), "the table is the end");
        });
    }

    private static string Demo => "build/scenarios/demo.yaml";

    private static string? Setting(JsonArray settings, string path) => (string?)settings.Single(setting => (string?)setting!["path"] == path)!["value"];

    private static string? Origin(JsonArray settings, string path) => (string?)settings.Single(setting => (string?)setting!["path"] == path)!["origin"];
}
