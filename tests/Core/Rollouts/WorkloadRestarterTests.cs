using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class WorkloadRestarterTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private readonly Bench bench = new();

    [Test]
    public async Task The_annotation_is_added_and_nothing_else_touched()
    {
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet());
        var before = bench.Cluster[ResourceKind.StatefulSet, "db"];
        bench.Cluster.AfterPatch = () => Finish(ResourceKind.StatefulSet, "db");

        bench.Journal.BeginStep("Mesh.RestartWorkloads");
        await bench.Restarter.RestartAsync([new(WorkloadKind.StatefulSet, "beta", "db")], FiveMinutes, default);
        bench.Journal.EndStep(StepStatus.Executed);

        var after = bench.Cluster[ResourceKind.StatefulSet, "db"];
        Assert.That(RestartPatch.ValueOf(after), Is.EqualTo("2026-11-21T08:00:00.000Z"));
        after["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject().Remove(RestartPatch.Annotation);
        Assert.That(JsonNode.DeepEquals(before["spec"], after["spec"]), Is.True);
        Assert.That(bench.Journal.Steps.Single().Note, Is.EqualTo("1 workload restarted"));
        Assert.That(bench.Progress[^1], Is.EqualTo("statefulset/db in beta: 3 of 3 updated, 3 of 3 available"));
    }

    [Test]
    public async Task The_change_is_recorded_with_its_diff_and_how_to_undo_it()
    {
        var workload = Deployment();
        workload["spec"]!["template"]!["metadata"]!["annotations"] = new JsonObject { [RestartPatch.Annotation] = "2026-11-20T08:00:00Z" };
        bench.Cluster.Put(ResourceKind.Deployment, workload);
        bench.Cluster.AfterPatch = () => Finish(ResourceKind.Deployment, "web");

        await bench.Restarter.RestartAsync([Bench.Web], FiveMinutes, default);

        var change = bench.Journal.Changes.Single();
        Assert.That(change with { Diff = "" }, Is.EqualTo(new ChangeRecord(
            "cluster", "deployment/web in beta", "restart", "", "kubectl rollout undo deployment/web --namespace beta --context test", true, null)));
        Assert.That(change.Diff.Split('\n').Where(line => line is ['+' or '-', ..]), Is.EqualTo(new[]
        {
            "-        kubectl.kubernetes.io/restartedAt: \"2026-11-20T08:00:00Z\"",
            "+        kubectl.kubernetes.io/restartedAt: \"2026-11-21T08:00:00.000Z\"",
        }));
    }

    [Test]
    public async Task The_patch_names_the_uid_so_that_a_namesake_is_refused()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());
        bench.Cluster.AfterPatch = () => Finish(ResourceKind.Deployment, "web");

        await bench.Restarter.RestartAsync([Bench.Web], FiveMinutes, default);

        Assert.That(bench.Cluster.Patches.Single().Body.ToJsonString(), Is.EqualTo(
            """{"metadata":{"uid":"UID"},"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-21T08:00:00.000Z"}}}}}""".Replace("UID", WorkloadUid, StringComparison.Ordinal)));
    }

    [TestCase(DryRun.Server, 1, "accepted")]
    [TestCase(DryRun.Client, 0, "not evaluated: --dry-run=client sends no write")]
    public async Task A_dry_run_shows_the_change_and_waits_for_nothing(DryRun dryRun, int asked, string answer)
    {
        var dry = new Bench(dryRun);
        dry.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 1));

        await dry.Restarter.RestartAsync([Bench.Web], FiveMinutes, default);

        Assert.That(dry.Cluster.Patches.Count(patch => patch.DryRun), Is.EqualTo(asked));
        Assert.That(dry.Cluster.Patches.Count(patch => !patch.DryRun), Is.Zero);
        Assert.That(dry.Journal.Changes.Select(change => (change.Executed, change.Checked)), Is.EqualTo(new[] { (false, (string?)answer) }));
        Assert.That(dry.Progress, Is.Empty);
    }

    [Test]
    public async Task What_cannot_be_restarted_is_refused_before_the_first_change_all_of_it_at_once()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(name: "api"), Deployment(extraSpec: "\"paused\": true,"));
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(strategy: """{ "type": "RollingUpdate", "rollingUpdate": { "partition": 3 } }"""));
        bench.Cluster.Put(ResourceKind.DaemonSet, DaemonSet(strategy: """{ "type": "OnDelete" }"""));

        var failure = await Bench.FailureOf(bench.Restarter.RestartAsync(
            [new(WorkloadKind.Deployment, "beta", "api"), Bench.Web, new(WorkloadKind.StatefulSet, "beta", "db"), new(WorkloadKind.DaemonSet, "beta", "agent")], FiveMinutes, default));

        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo((78,
            "deployment/web in beta is paused, so its pods would stay as they are until it is resumed; "
            + "statefulset/db in beta keeps all its 3 pods behind the partition of its update strategy, so none would be restarted; "
            + "daemonset/agent in beta has the update strategy OnDelete, so its pods would stay as they are until somebody deletes them")));
        Assert.That(bench.Cluster.Patches, Is.Empty);
        Assert.That(bench.Journal.Changes, Is.Empty);
    }

    [Test]
    public async Task One_that_is_not_there_stops_all_before_the_first_change()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());

        var failure = await Bench.FailureOf(bench.Restarter.RestartAsync([Bench.Web, new(WorkloadKind.Deployment, "beta", "api")], FiveMinutes, default));

        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo((66, "deployment/api in beta is not there")));
        Assert.That(bench.Cluster.Patches, Is.Empty);
    }

    [Test]
    public async Task A_workload_without_pods_is_done_at_once_and_said_so()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(replicas: 0, updated: 0, available: 0, total: 0));
        bench.Cluster.AfterPatch = () => Finish(ResourceKind.Deployment, "web");

        await bench.Restarter.RestartAsync([Bench.Web, Bench.Web], FiveMinutes, default);

        Assert.That(bench.Notes, Is.EqualTo(new[] { "deployment/web in beta: no pod is wanted, so there is nothing to wait for" }));
        Assert.That(bench.Cluster.Patches, Has.Count.EqualTo(1), "named twice, restarted once");
    }

    [Test]
    public async Task A_refused_patch_ends_the_run_with_the_servers_code()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());
        bench.Cluster.BeforePatch = () => throw new MeshException(ExitCode.Refused, "admission webhook says no", "Ask it");

        var failure = await Bench.FailureOf(bench.Restarter.RestartAsync([Bench.Web], FiveMinutes, default));

        Assert.That(failure.ExitCode, Is.EqualTo(76));
        Assert.That(bench.Journal.Changes.Single().Executed, Is.False);
    }

    [Test]
    public async Task A_patch_whose_answer_got_lost_is_not_made_twice()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());
        bench.Cluster.AfterPatch = () =>
        {
            Finish(ResourceKind.Deployment, "web");
            throw ScriptedCluster.Unavailable();
        };

        var restart = bench.Restarter.RestartAsync([Bench.Web], FiveMinutes, default);
        await UntilItWaitsAsync(restart);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await restart.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(bench.Cluster.Patches, Has.Count.EqualTo(1));
        Assert.That(bench.Journal.Changes.Single().Executed, Is.True);
    }

    [Test]
    public async Task A_patch_that_never_arrived_is_made_when_the_server_is_back()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());
        bench.Cluster.BeforePatch = () =>
        {
            bench.Cluster.BeforePatch = () => { };
            throw ScriptedCluster.Unavailable();
        };
        bench.Cluster.AfterPatch = () => Finish(ResourceKind.Deployment, "web");

        var restart = bench.Restarter.RestartAsync([Bench.Web], FiveMinutes, default);
        await UntilItWaitsAsync(restart);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await restart.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(RestartPatch.ValueOf(bench.Cluster[ResourceKind.Deployment, "web"]), Is.EqualTo("2026-11-21T08:00:00.000Z"));
    }

    [Test]
    public async Task The_first_failure_decides_and_no_further_one_is_begun()
    {
        // The names in the order in which they are given; a fails while b to d roll out, e and f wait for their turn.
        string[] names = ["a", "b", "c", "d", "e", "f"];
        foreach (var name in names)
        {
            var workload = Deployment(name: name, updated: 1);
            workload["metadata"]!["uid"] = $"uid-{name}";
            workload["spec"]!["selector"]!["matchLabels"]!["app"] = name;
            bench.Cluster.Put(ResourceKind.Deployment, workload);
        }

        var restart = bench.Restarter.RestartAsync([.. names.Select(name => new WorkloadRef(WorkloadKind.Deployment, "beta", name))], FiveMinutes, default);
        foreach (var name in names[..4])
        {
            await bench.ReachAsync($"deployment/{name} in beta: its controller has not seen the change yet (generation 6, observed 5)");
        }

        bench.Cluster.Remove(ResourceKind.Deployment, "a");

        Assert.That((await Bench.FailureOf(restart)).Reason, Is.EqualTo("deployment/a in beta was deleted during the rollout"));
        Assert.That(bench.Cluster.Patches.Select(patch => patch.Name), Is.EquivalentTo(names[..4]));
        Assert.That(bench.Notes, Is.EqualTo(new[] { "not restarted: deployment/e in beta, deployment/f in beta" }));
        Assert.That(bench.Progress, Has.Some.StartsWith("deployment/b in beta: no longer waited for: "));
    }

    private void Finish(ResourceKind kind, string name)
    {
        var workload = bench.Cluster[kind, name];
        workload["status"]!["observedGeneration"] = workload["metadata"]!["generation"]!.DeepClone();
        bench.Cluster.Put(kind, workload);
    }

    private async Task UntilItWaitsAsync(Task restart)
    {
        while (bench.Time.Waiting == 0 && !restart.IsCompleted)
        {
            await Task.Yield();
        }
    }
}
