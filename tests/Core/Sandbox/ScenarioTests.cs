using System.Runtime.CompilerServices;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

public sealed class ScenarioTests
{
    [TestCase("contexts:\n  - naem: a\n", "s.yaml:2:5: there is no key 'naem' here", "Did you mean 'name'?")]
    [TestCase("behaviour: []\n", "s.yaml:1:1: there is no key 'behaviour' here", "Did you mean 'behaviours'?")]
    [TestCase("behaviours: [{ outcome: crashLoop }]\n", "s.yaml:1:25: 'outcome' cannot be 'crashLoop'", "Did you mean 'crashLoops'?")]
    [TestCase("timings: { step: soon }\n", "s.yaml:1:18: 'step' is a duration such as 400ms or 2s, not 'soon'", "docs/sandbox.md")]
    [TestCase("contexts: [{ server: x }]\n", "s.yaml:1:12: 'name' is missing", "Add name:")]
    [TestCase("contexts: [{ name: a, version: new }]\n", "s.yaml:1:32: 'new' is no version of an API server", "v1.34.1")]
    [TestCase("contexts: [{ name: a }, { name: a }]\n", "there are two contexts 'a'", "Correct")]
    [TestCase("objects: [{ kind: Pod }]\n", "and it has no apiVersion", "kubectl apply")]
    [TestCase("outages: [{ from: 2s, to: 1s }]\n", "the outage ends before it begins", "after")]
    [TestCase("ports: [{ pod: web }]\n", "s.yaml:1:16: 'web' names no pods", "Write it as NAMESPACE/NAME")]
    [TestCase("commands: [{ pod: a/b, container: c }]\n", "'command' is missing", "Add command:")]
    [TestCase("injectors: [{ webhook: a, natiev: true }]\n", "there is no key 'natiev' here", "Did you mean 'native'?")]
    [TestCase("charts: [{ chart: a }]\n", "either 'manifests' or a 'folder'", "Keep one")]
    [TestCase("", "s.yaml:1:1: it is empty", "Write one")]
    [TestCase("a: [\n", "this is no YAML", "Correct it")]
    [TestCase("a: 1\na: 2\n", "this is no YAML", "Correct it")]
    [TestCase("- a\n", "a map of keys and values is expected here", "docs/sandbox.md")]
    public void A_mistake_is_named_with_its_place(string yaml, string reason, string remedy)
    {
        var refused = Assert.Throws<MeshException>(() => Scenario.Parse(yaml, "s.yaml"));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
            Assert.That(refused.Reason, Does.Contain(reason));
            Assert.That(refused.Remedy, Does.Contain(remedy));
        });
    }

    [Test]
    public void A_thousand_brackets_and_a_bomb_of_aliases_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Scenario.Parse(new string('[', 100_000)), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(65));
        var bomb = "objects:\n  - &a0 { x: [1,1,1,1,1,1,1,1,1,1] }\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"  - &a{i} {{ x: [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}] }}\n"));
        Assert.That(() => Scenario.Parse(bomb), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(65));
    });

    [Test]
    public void The_scenarios_of_the_page_about_it_can_be_read()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/sandbox.md"));
        var scenarios = page.Split("```yaml\n").Skip(1).Select(part => Scenario.Parse(part.Split("```")[0], "docs/sandbox.md")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(scenarios, Has.Count.EqualTo(2));
            Assert.That(scenarios[0].Images, Has.Count.EqualTo(4));
            Assert.That(scenarios[0].Registries.Select(registry => registry.Host), Is.EqualTo(new[] { "docker.io", "localhost:5000", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ghcr.io" }));
            Assert.That(scenarios[1].Images!.Select(image => $"{image.Image} {string.Join(' ', image.Platforms)}"),
                Is.EqualTo(new[] { "localhost:5000/web:41 linux/amd64 linux/arm64", "localhost:5000/web:42 linux/amd64" }));
        });
    }

    [Test]
    public void A_file_that_is_not_there_is_no_input() =>
        Assert.That(() => Scenario.Load("no-such-file.yaml"), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.NoInput));

    [Test]
    public void An_object_that_a_server_would_refuse_is_a_mistake_of_the_scenario()
    {
        var scenario = Scenario.Parse("objects: [{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web } }]");
        Assert.That(() => new InMemoryCluster(scenario, new ManualTime()), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.MalformedInput)
            .And.Message.Contains("deployment/web in default").And.Message.Contains("spec.selector: Required value"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("${KUBE_CONTEXT}")]
    [TestCase("locust")]
    public void A_context_that_is_none_is_refused_and_those_there_are_are_listed(string? context)
    {
        using var connector = Connector(new ManualTime(), new Scenario { Contexts = [new ScenarioContext { Name = "locust-eks" }] });
        Assert.That(() => connector.Connect(context, null), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Configuration).And.Message.Contains("locust-eks"));
    }

    [Test]
    public async Task A_user_without_a_right_is_told_so_and_is_refused()
    {
        using var connector = Connector(new ManualTime(), Scenario.Parse("""
            contexts:
              - name: reader
                user: jane
                denied: [{ verb: patch, group: apps, resource: deployments, namespace: default }]
            """));
        var cluster = connector.Connect("reader", null);

        Assert.That(await cluster.IsAllowedAsync(new AccessRule("patch", "apps", "deployments", "default"), default), Is.False);
        Assert.That(await cluster.IsAllowedAsync(new AccessRule("patch", "apps", "deployments", "kube-system"), default), Is.True);
        Assert.That(async () => await cluster.PatchAsync(ResourceKind.Deployment, "default", "web", PatchType.Merge, new System.Text.Json.Nodes.JsonObject(), false, default),
            Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Forbidden)
                .And.Message.Contains("deployments.apps is forbidden: User \"jane\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"default\""));
    }

    [Test]
    public async Task Two_users_see_one_cluster_and_another_server_is_another_cluster()
    {
        using var connector = Connector(new ManualTime(), Scenario.Parse("""
            contexts:
              - { name: a, server: "https://one.invalid" }
              - { name: b, server: "https://one.invalid" }
              - { name: c, server: "https://two.invalid", identity: 11111111-2222-3333-4444-555555555555 }
            """));
        async Task<string?> UidAsync(string context) => (string?)(await connector.Connect(context, null).GetAsync(ResourceKind.Namespace, null, "kube-system", default))!["metadata"]!["uid"];

        Assert.Multiple(() =>
        {
            Assert.That(UidAsync("a").Result, Is.EqualTo(UidAsync("b").Result));
            Assert.That(UidAsync("c").Result, Is.EqualTo("11111111-2222-3333-4444-555555555555"));
        });
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_watch_outlives_a_short_outage_and_ends_with_69_in_a_long_one()
    {
        var time = new ManualTime();
        using var cluster = new InMemoryCluster(Scenario.Parse("outages: [{ from: 1s, to: 5s }, { from: 20s, to: 60s }]"), time);
        await using var watch = cluster.WatchAsync(ResourceKind.Node, new ListQuery(), TimeSpan.FromSeconds(30), default).GetAsyncEnumerator();
        Assert.That(await watch.MoveNextAsync());
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(async () => await cluster.DeleteAsync(ResourceKind.Node, null, "node-1", false, default), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Unavailable));
        time.Advance(TimeSpan.FromSeconds(4));
        await cluster.DeleteAsync(ResourceKind.Node, null, "node-1", false, default);
        Assert.That(await watch.MoveNextAsync());
        Assert.That(watch.Current.Type, Is.EqualTo(WatchEventType.Deleted));

        var next = watch.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.That(async () => await next, Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Unavailable));
    }

    private static string Here([CallerFilePath] string path = "") => path;

    private static SandboxClusterConnector Connector(ManualTime time, Scenario scenario) => new(scenario, time, new RunJournal(time, new Secrets()));
}
