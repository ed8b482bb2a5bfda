using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Delivery;

/// <summary>Restarts of configured workloads.</summary>
public sealed class WorkloadRestartTests
{
    private const string Empty = "contexts: [{ name: locust }]\nobjects: [{ apiVersion: v1, kind: Namespace, metadata: { name: beta } }]";

    private const string Web = """
        contexts: [{ name: locust }]
        objects:
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: beta, labels: { app: web } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "web:1" }] } }
        """;

    [Test]
    public async Task None_configured_is_not_evaluated_within_a_delivery()
    {
        using var desk = new Desk(Empty);
        Assert.That(await desk.Restart.RunAsync(new MeshOptions { Cluster = Desk.On }, [], TimeSpan.FromMinutes(1), required: false, default), Is.Empty);
        Assert.That(desk.EndStep(), Has.Property(nameof(Step.Status)).EqualTo(StepStatus.NotEvaluated).And.Property(nameof(Step.Note)).EqualTo("no restarts are configured"));
    }

    [Test]
    public void None_configured_is_an_error_where_they_were_asked_for_by_name()
    {
        using var desk = new Desk(Empty);
        Assert.That(() => desk.Restart.RunAsync(new MeshOptions { Cluster = Desk.On }, [], TimeSpan.FromMinutes(1), required: true, default), Fails.With(ExitCode.Configuration, "no restarts are configured"));
    }

    [Test]
    public void A_selector_that_matches_nothing_is_an_error_before_anything_is_restarted([Values] DryRun dryRun)
    {
        using var desk = new Desk(Web, dryRun);
        Assert.That(() => Run(desk, [], Selector("app=web"), Selector("app=nobody")), Fails.With(ExitCode.NoInput, "app=nobody"));
        Assert.That(desk.Journal.Changes, Is.Empty);
    }

    [TestCase("app=web", null)]
    [TestCase(null, "deployment/web")]
    public async Task In_a_dry_run_a_workload_of_this_runs_own_release_is_not_evaluated_and_named(string? selector, string? workload)
    {
        using var desk = new Desk(Empty, DryRun.Server);
        await Run(desk, [Planned("web", "beta")], new RestartOptions { Namespace = "beta", Selector = selector, Workload = workload });
        Assert.That(desk.EndStep(), Has.Property(nameof(Step.Status)).EqualTo(StepStatus.NotEvaluated).And.Property(nameof(Step.Note)).Contains("deployment/web is not there before this run's own release"));
    }

    [TestCase("web", "gamma", "another namespace")]
    [TestCase("api", "beta", "another name and label")]
    public void In_a_dry_run_a_workload_that_no_release_brings_is_an_error(string name, string ns, string why)
    {
        using var desk = new Desk(Empty, DryRun.Server);
        Assert.Multiple(() =>
        {
            Assert.That(() => Run(desk, [Planned(name, ns)], Selector("app=web")), Fails.With(ExitCode.NoInput, "app=web"), why);
            Assert.That(() => Run(desk, [Planned(name, ns)], new RestartOptions { Namespace = "beta", Workload = "deployment/web" }), Fails.With(ExitCode.NoInput, "web"), why);
        });
    }

    [Test]
    public void In_a_real_run_a_workload_that_is_not_there_is_an_error_though_it_was_planned()
    {
        using var desk = new Desk(Empty);
        Assert.That(() => Run(desk, [Planned("web", "beta")], Selector("app=web")), Fails.With(ExitCode.NoInput, "app=web"));
    }

    [Test]
    public async Task A_workload_that_two_entries_mean_is_restarted_and_given_once()
    {
        using var desk = new Desk(Web, DryRun.Server);
        var restarted = await Run(desk, [], Selector("app=web"), new RestartOptions { Namespace = "beta", Workload = "deployment/web" });
        Assert.Multiple(() =>
        {
            Assert.That(restarted.Select(workload => workload.ShortName), Is.EqualTo(["deployment/web"]));
            Assert.That(desk.Journal.Changes, Has.Count.EqualTo(1));
            Assert.That(desk.EndStep().Status, Is.EqualTo(StepStatus.Simulated));
        });
    }

    private static Task<IReadOnlyList<WorkloadRef>> Run(Desk desk, IReadOnlyList<JsonObject> planned, params RestartOptions[] restarts) =>
        desk.Restart.RunAsync(new MeshOptions { Cluster = Desk.On, Restarts = restarts }, planned, TimeSpan.FromMinutes(1), required: true, default);

    private static RestartOptions Selector(string selector) => new() { Namespace = "beta", Selector = selector };

    private static JsonObject Planned(string name, string ns) =>
        (JsonObject)JsonNode.Parse($$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}","labels":{"app":"{{{name}}}"} } }""")!;
}
