using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

/// <summary>Restarts and waits against controllers and kubelets, those of the sandbox, whose steps take ten milliseconds here.</summary>
public sealed class SandboxRolloutTests
{
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);
    private readonly RunJournal journal = new(TimeProvider.System, new Secrets());

    [TestCase(WorkloadKind.Deployment)]
    [TestCase(WorkloadKind.StatefulSet)]
    [TestCase(WorkloadKind.DaemonSet)]
    public async Task A_restart_replaces_the_pods_of_every_kind(WorkloadKind kind)
    {
        using var cluster = Cluster(kind);
        var before = await PodsAsync(cluster);

        await Restarter(cluster).RestartAsync(await new WorkloadFinder(cluster).FindAsync("beta", "app=app", null, default), HalfAMinute, default);

        Assert.That(before, Is.Not.Empty);
        Assert.That((await PodsAsync(cluster)).Intersect(before), Is.Empty);
        Assert.That(journal.Changes.Single().Executed, Is.True);
    }

    [TestCase(WorkloadKind.Deployment, Outcome.ImagePullFails, "ROL001", "no such tag")]
    [TestCase(WorkloadKind.StatefulSet, Outcome.ImagePullFails, "ROL001", "no such tag")]
    [TestCase(WorkloadKind.DaemonSet, Outcome.ImagePullFails, "ROL001", "no such tag")]
    [TestCase(WorkloadKind.Deployment, Outcome.CrashLoops, "ROL002", "no such host: redis")]
    [TestCase(WorkloadKind.StatefulSet, Outcome.CrashLoops, "ROL002", "no such host: redis")]
    [TestCase(WorkloadKind.DaemonSet, Outcome.CrashLoops, "ROL002", "no such host: redis")]
    [TestCase(WorkloadKind.Deployment, Outcome.Refused, "ROL005", "no such tag")]
    [TestCase(WorkloadKind.StatefulSet, Outcome.Refused, "ROL005", "no such tag")]
    [TestCase(WorkloadKind.DaemonSet, Outcome.Refused, "ROL005", "no such tag")]
    public async Task An_upgrade_whose_pods_cannot_start_fails_for_every_kind(WorkloadKind kind, Outcome outcome, string code, string why)
    {
        using var cluster = Cluster(kind, new Behaviour { Image = "*:2", Outcome = outcome, Message = "no such tag", Log = ["starting", "no such host: redis"] });
        await UpgradeAsync(cluster, kind, "registry.invalid/app:2");

        var failure = await Bench.FailureOf(Watcher(cluster).WaitAsync(new(kind, "beta", "app"), 0, HalfAMinute, null, default));

        Assert.That(failure.ExitCode, Is.EqualTo(80), failure.Message);
        Assert.That(journal.Findings.Single().Code, Is.EqualTo(code));
        Assert.That(journal.Findings.Single().Evidence, Does.Contain(why));
    }

    [Test]
    public async Task A_repaired_upgrade_succeeds_while_the_broken_pods_of_the_first_attempt_are_still_there()
    {
        using var cluster = Cluster(WorkloadKind.Deployment, new Behaviour { Image = "*:2", Outcome = Outcome.CrashLoops });
        var app = new WorkloadRef(WorkloadKind.Deployment, "beta", "app");
        await UpgradeAsync(cluster, app.Kind, "registry.invalid/app:2");
        Assert.That((await Bench.FailureOf(Watcher(cluster).WaitAsync(app, 0, HalfAMinute, null, default))).ExitCode, Is.EqualTo(80));

        await UpgradeAsync(cluster, app.Kind, "registry.invalid/app:3");

        Assert.That((await Watcher(cluster).WaitAsync(app, 0, HalfAMinute, null, default)).Done, Is.True);
    }

    [Test]
    public async Task A_server_that_goes_away_and_comes_back_fails_nothing()
    {
        using var cluster = Cluster(WorkloadKind.Deployment, outage: new Outage(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(400)));

        await Restarter(cluster).RestartAsync([new(WorkloadKind.Deployment, "beta", "app")], HalfAMinute, default);

        Assert.That(journal.Changes.Single().Executed, Is.True);
    }

    private WorkloadRestarter Restarter(ICluster cluster) => new(cluster, new ChangeGate(DryRun.Off, journal), journal, TimeProvider.System);

    private RolloutWatcher Watcher(ICluster cluster) => new(cluster, journal, TimeProvider.System, new RolloutPolicy { Confirm = TimeSpan.Zero });

    private static async Task UpgradeAsync(InMemoryCluster cluster, WorkloadKind kind, string image) => await cluster.PatchAsync(
        kind.Resource(), "beta", "app", PatchType.Json, JsonNode.Parse($$"""[{ "op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "{{image}}" }]""")!, false, default);

    private static async Task<List<string>> PodsAsync(InMemoryCluster cluster)
    {
        var uids = new List<string>();
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery("beta"), default))
        {
            if (!pod.IsTerminating())
            {
                uids.Add(pod["metadata"]!["uid"]!.GetValue<string>());
            }
        }

        return uids;
    }

    private static InMemoryCluster Cluster(WorkloadKind kind, Behaviour? behaviour = null, Outage? outage = null) => new(
        new Scenario
        {
            Objects =
            [
                Json($$"""
                    {
                      "apiVersion": "apps/v1", "kind": "{{kind}}", "metadata": { "name": "app", "namespace": "beta", "labels": { "app": "app" } },
                      "spec": {
                        {{(kind == WorkloadKind.DaemonSet ? "" : "\"replicas\": 2,")}} {{(kind == WorkloadKind.StatefulSet ? "\"serviceName\": \"app\"," : "")}}
                        "selector": { "matchLabels": { "app": "app" } },
                        "template": { "metadata": { "labels": { "app": "app" } }, "spec": { "containers": [{ "name": "app", "image": "registry.invalid/app:1" }] } }
                      }
                    }
                    """),
            ],
            Behaviours = behaviour is null ? [] : [behaviour],
            Outages = outage is null ? [] : [outage],
            Timings = new ScenarioTimings { Step = TimeSpan.FromMilliseconds(10), Controller = TimeSpan.FromMilliseconds(5), BackOff = TimeSpan.FromMilliseconds(50) },
        },
        TimeProvider.System);
}
