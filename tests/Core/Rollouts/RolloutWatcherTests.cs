using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class RolloutWatcherTests
{
    private static readonly WorkloadRef Db = new(WorkloadKind.StatefulSet, "beta", "db");
    private static readonly WorkloadRef Agent = new(WorkloadKind.DaemonSet, "beta", "agent");
    private readonly Bench bench = new();

    [Test]
    public async Task A_rollout_is_followed_to_its_end()
    {
        var rollout = HalfWay();

        await bench.ReachAsync("1 of 3 updated, 3 of 3 available, 2 old pods still there");
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 3, available: 2));
        await bench.ReachAsync("3 of 3 updated, 2 of 3 available");
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());

        Assert.That((await rollout).Text, Is.EqualTo("3 of 3 updated, 3 of 3 available"));
        Assert.That(bench.Journal.Findings, Is.Empty);
    }

    [TestCase("ErrImagePull", 5)]
    [TestCase("ImagePullBackOff", 5)]
    [TestCase("CreateContainerConfigError", 5)]
    [TestCase("CreateContainerError", 5)]
    [TestCase("InvalidImageName", 0)]
    [TestCase("CrashLoopBackOff", 0)]
    public async Task A_new_pod_that_cannot_start_fails_the_rollout_within_15_s(string reason, int seconds)
    {
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");

        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting(reason, "as the kubelet says")));
        if (seconds > 0)
        {
            await bench.ReachAsync($"pod web-abc: {reason}: as the kubelet says");
        }

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(seconds), rollout);
        Assert.That(failure.ExitCode, Is.EqualTo(80));
        Assert.That(failure.Reason, Does.StartWith($"deployment/web in beta: pod web-abc: {reason}"));
    }

    [Test]
    public async Task Neither_word_for_a_failed_pull_starts_the_clock_anew_and_the_registrys_own_answer_is_kept()
    {
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting("ErrImagePull", "manifest for web:43 not found")));
        await bench.ReachAsync("pod web-abc: ErrImagePull");
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting("ImagePullBackOff", "Back-off pulling image web:43")));
        await bench.ReachAsync("pod web-abc: ImagePullBackOff");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(2), rollout);

        Assert.That(failure.Reason, Is.EqualTo(
            "deployment/web in beta: pod web-abc: ImagePullBackOff: Back-off pulling image web:43 (before: ErrImagePull: manifest for web:43 not found)"));
        Assert.That(failure.Remedy, Is.EqualTo(Catalogue.ImagePull.Remedy));
    }

    [Test]
    public async Task Whoever_begins_to_look_late_still_learns_what_the_registry_said()
    {
        foreach (var (name, message) in new[] { ("e1", "Failed to pull image web:43: not found"), ("e2", "Error: ImagePullBackOff") })
        {
            bench.Cluster.Put(ResourceKind.Event, Json($$"""
                { "type": "Warning", "reason": "Failed", "message": "{{message}}", "lastTimestamp": "2026-11-21T08:00:00Z",
                  "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "{{name}}" }, "involvedObject": { "kind": "Pod", "name": "web-abc" } }
                """));
        }

        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting("ImagePullBackOff", "Back-off pulling image web:43")));
        var rollout = HalfWay();
        await bench.ReachAsync("ImagePullBackOff");

        Assert.That((await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout)).Reason, Does.EndWith("Back-off pulling image web:43 (before: Failed: Failed to pull image web:43: not found)"));
    }

    [Test]
    public async Task A_hiccup_of_the_registry_is_forgiven()
    {
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting("ErrImagePull", "503")));
        await bench.ReachAsync("ErrImagePull");
        bench.Time.Advance(TimeSpan.FromSeconds(4));
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc"));
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 2, available: 3));
        await bench.ReachAsync("2 of 3 updated, 3 of 3 available, 1 old pod still there", without: "ErrImagePull");
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());

        Assert.That((await rollout).Done, Is.True);
    }

    [Test]
    public async Task A_crash_loop_shows_the_last_lines_of_the_run_before()
    {
        bench.Cluster.Logs = previous => previous ? "starting\n\u001b[31mno such host: redis\u001b[0m\n" : "starting";
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: CrashLoop()));

        var failure = await Bench.FailureOf(rollout);

        Assert.That(failure.Reason, Is.EqualTo("deployment/web in beta: pod web-abc: CrashLoopBackOff: container app ended with 1 (Error), 1 restart: [31mno such host: redis[0m"));
        Assert.That(bench.Journal.Findings.Single(), Is.EqualTo(Catalogue.CrashLoop.On(
            "deployment/web in beta", "pod web-abc: CrashLoopBackOff: container app ended with 1 (Error), 1 restart\nstarting\n[31mno such host: redis[0m")));
    }

    [Test]
    public async Task Logs_of_the_present_run_stand_in_for_those_of_the_run_before()
    {
        bench.Cluster.Logs = previous => previous ? throw new MeshException(ExitCode.NoInput, "previous terminated container not found", "") : "panic: no configuration";
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: CrashLoop()));

        Assert.That((await Bench.FailureOf(rollout)).Reason, Does.EndWith(": panic: no configuration"));
    }

    [Test]
    public async Task Logs_that_cannot_be_had_are_said_and_hide_nothing()
    {
        bench.Cluster.Logs = _ => throw new MeshException(ExitCode.Forbidden, "pods/log is forbidden", "");
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: CrashLoop()));

        Assert.That((await Bench.FailureOf(rollout)).ExitCode, Is.EqualTo(80));
        Assert.That(bench.Journal.Findings.Single().Evidence, Does.EndWith("\nlogs not available: pods/log is forbidden"));
    }

    [Test]
    public async Task An_old_pod_that_crashes_does_not_fail_the_rollout_that_replaces_it()
    {
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-old-1", owner: "uid-of-web-old", status: CrashLoop(restarts: 40)));
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());

        Assert.That((await rollout).Done, Is.True);
    }

    [Test]
    public async Task A_pod_without_a_node_has_a_grace()
    {
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Unscheduled()));
        await bench.ReachAsync("Unschedulable");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(10), rollout);

        Assert.That(failure.Reason, Is.EqualTo("deployment/web in beta: pod web-abc: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu"));
        Assert.That(bench.Journal.Findings.Single().Code, Is.EqualTo("ROL004"));
    }

    [Test]
    public async Task A_deployment_whose_pods_are_refused_fails()
    {
        const string refused = """{ "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "pods \"web-\" is forbidden: exceeded quota: small" }""";
        var rollout = HalfWay();
        bench.Cluster.Put(ResourceKind.ReplicaSet, ReplicaSet("web-new", "2", refused));
        await bench.ReachAsync("exceeded quota");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout);

        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo(
            (80, "deployment/web in beta: no new pod can be created: FailedCreate: pods \"web-\" is forbidden: exceeded quota: small")));
        Assert.That(bench.Journal.Findings.Single().Code, Is.EqualTo("ROL005"));
    }

    [Test]
    public async Task A_deployment_whose_replica_set_is_refused_fails()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(
            generation: 6, conditions: """{ "type": "Progressing", "status": "False", "reason": "ReplicaSetCreateError", "message": "exceeded quota: sets" }"""));
        var rollout = bench.WaitAsync(Bench.Web);
        await bench.ReachAsync("exceeded quota");

        Assert.That((await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout)).ExitCode, Is.EqualTo(80));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_set_whose_pods_are_refused_fails(bool daemon)
    {
        var (workload, name, kind) = daemon ? (Agent, "agent", "DaemonSet") : (Db, "db", "StatefulSet");
        bench.Cluster.Put(workload.Kind == WorkloadKind.DaemonSet ? ResourceKind.DaemonSet : ResourceKind.StatefulSet,
            daemon ? DaemonSet(updated: 1, available: 2) : StatefulSet(updated: 1, ready: 2));
        bench.Cluster.Put(ResourceKind.Pod, Pod($"{name}-1", owner: WorkloadUid, app: name), Pod($"{name}-2", owner: WorkloadUid, app: name));
        var rollout = bench.WaitAsync(workload);
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Put(ResourceKind.Event, FailedCreate(name, kind, bench.Time.GetUtcNow()));
        await bench.ReachAsync("exceeded quota");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout);

        Assert.That(failure.Reason, Does.StartWith($"{workload}: no new pod can be created: FailedCreate: create Pod {name}-0"));
    }

    [Test]
    public async Task A_refusal_that_is_over_once_the_pod_is_there_is_forgotten()
    {
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(updated: 2, ready: 2));
        bench.Cluster.Put(ResourceKind.Pod, Pod("db-1", owner: WorkloadUid, app: "db"), Pod("db-2", owner: WorkloadUid, app: "db"));
        var rollout = bench.WaitAsync(Db);
        await bench.ReachAsync("2 of 3 updated");
        bench.Cluster.Put(ResourceKind.Event, FailedCreate("db", "StatefulSet", bench.Time.GetUtcNow()));
        await bench.ReachAsync("exceeded quota");
        bench.Cluster.Put(ResourceKind.Pod, Pod("db-0", owner: WorkloadUid, app: "db"));
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(ready: 2));
        await bench.ReachAsync("3 of 3 updated, 2 of 3 available", without: "FailedCreate");
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet());

        Assert.That((await rollout).Done, Is.True);
    }

    [Test]
    public async Task A_refusal_from_before_the_rollout_does_not_count_until_it_is_raised_again()
    {
        var hourAgo = bench.Time.GetUtcNow() - TimeSpan.FromHours(1);
        bench.Cluster.Put(ResourceKind.Event, FailedCreate("db", "StatefulSet", hourAgo));
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(updated: 1, ready: 2));
        var rollout = bench.WaitAsync(Db);
        await bench.ReachAsync("1 of 3 updated");
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(updated: 1, ready: 1));
        await bench.ReachAsync("1 of 3 updated, 1 of 3 available");
        Assert.That(bench.Progress, Has.None.Contains("FailedCreate"));

        // By the clock of a server that is late the new one is old as well.
        bench.Cluster.Put(ResourceKind.Event, FailedCreate("db", "StatefulSet", hourAgo + TimeSpan.FromMinutes(1), count: 2));
        await bench.ReachAsync("FailedCreate");

        Assert.That((await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout)).ExitCode, Is.EqualTo(80));
    }

    [Test]
    public async Task At_the_time_limit_it_says_what_was_missing()
    {
        bench.Cluster.Put(ResourceKind.Event, Json("""
            { "type": "Warning", "reason": "Unhealthy", "message": "Readiness probe failed: HTTP 503", "lastTimestamp": "2026-11-21T08:00:00Z",
              "metadata": { "name": "e", "namespace": "beta", "uid": "e" }, "involvedObject": { "kind": "Pod", "name": "web-abc" } }
            """));
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: """{ "phase": "Running", "containerStatuses": [{ "name": "app", "ready": false, "state": { "running": {} } }] }"""));
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromMinutes(5), rollout);

        Assert.That(failure.ExitCode, Is.EqualTo(75));
        Assert.That(failure.Reason, Is.EqualTo(
            "deployment/web in beta: 1 of 3 updated, 3 of 3 available, 2 old pods still there after 5m0s; pod web-abc runs, but its container app is not ready (Unhealthy: Readiness probe failed: HTTP 503)"));
        Assert.That(failure.Remedy, Is.EqualTo("Look at kubectl describe pod/web-abc --namespace beta --context test, or raise --timeout"));
    }

    [Test]
    public async Task At_the_time_limit_a_broken_old_pod_that_blocks_a_stateful_set_is_named()
    {
        bench.Cluster.Put(ResourceKind.StatefulSet, StatefulSet(updated: 0, ready: 2));
        bench.Cluster.Put(ResourceKind.Pod, Pod("db-0", owner: WorkloadUid, app: "db", labels: "\"controller-revision-hash\": \"db-old\"", status: CrashLoop()));
        var rollout = bench.WaitAsync(Db, TimeSpan.FromMinutes(1));
        await bench.ReachAsync("0 of 3 updated");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromMinutes(1), rollout);

        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo(
            (75, "statefulset/db in beta: 0 of 3 updated, 2 of 3 available after 1m0s; old pod db-0: CrashLoopBackOff: container app ended with 1 (Error), 1 restart")));
    }

    [Test]
    public async Task A_controller_that_is_not_there_is_named_at_the_time_limit()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(generation: 6));
        var rollout = bench.WaitAsync(Bench.Web, TimeSpan.FromSeconds(90));
        await bench.ReachAsync("has not seen the change");

        Assert.That((await bench.FailsAfterAsync(TimeSpan.FromSeconds(90), rollout)).Reason, Is.EqualTo(
            "deployment/web in beta: its controller has not seen the change yet (generation 6, observed 5) after 1m30s"));
    }

    [Test]
    public async Task A_workload_that_is_deleted_meanwhile_is_not_there()
    {
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Remove(ResourceKind.Deployment, "web");

        var failure = await Bench.FailureOf(rollout);
        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo((66, "deployment/web in beta was deleted during the rollout")));
    }

    [Test]
    public async Task A_workload_that_is_deleted_and_created_anew_meanwhile_is_another()
    {
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");
        var another = Deployment();
        another["metadata"]!["uid"] = "another";
        bench.Cluster.Put(ResourceKind.Deployment, another);

        Assert.That((await Bench.FailureOf(rollout)).ExitCode, Is.EqualTo(66));
    }

    [Test]
    public async Task A_workload_that_was_never_there_is_said_so() => Assert.That((await Bench.FailureOf(bench.WaitAsync(Bench.Web))).ExitCode, Is.EqualTo(66));

    [Test]
    public async Task Somebody_elses_later_change_is_waited_for_and_noted()
    {
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");
        var changed = Deployment(generation: 6);
        changed["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "web:44";
        bench.Cluster.Put(ResourceKind.Deployment, changed);
        await bench.ReachAsync("has not seen the change yet (generation 6, observed 5)");
        var finished = Deployment(generation: 7, observed: 7, replicas: 4, updated: 4, available: 4, total: 4);
        finished["spec"]!["template"] = changed["spec"]!["template"]!.DeepClone();
        bench.Cluster.Put(ResourceKind.Deployment, finished);

        await rollout;
        Assert.That(bench.Notes, Is.EqualTo(new[]
        {
            "deployment/web in beta: its pod template was changed again by somebody else during the rollout (generation 5 to 6); waiting for the newest",
            "deployment/web in beta: it was scaled from 3 to 4 during the rollout (generation 6 to 7); waiting for the newest",
        }));
    }

    [Test]
    public async Task A_server_that_is_away_when_the_wait_begins_is_waited_for()
    {
        bench.Cluster.Put(ResourceKind.Deployment, Deployment());
        bench.Cluster.Away = true;
        var rollout = bench.WaitAsync(Bench.Web);
        bench.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.That(rollout.IsCompleted, Is.False);
        bench.Cluster.Away = false;
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await rollout.WaitAsync(TimeSpan.FromSeconds(20))).Done, Is.True);
    }

    [Test]
    public async Task A_watch_that_gives_up_ends_the_wait_with_its_own_error()
    {
        var rollout = HalfWay();
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Break(ScriptedCluster.Unavailable());

        Assert.That((await Bench.FailureOf(rollout)).ExitCode, Is.EqualTo(69));
    }

    [Test]
    public async Task A_stopped_wait_says_where_it_stood()
    {
        using var stop = new CancellationTokenSource();
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 1));
        var rollout = bench.WaitAsync(Bench.Web, cancellation: stop.Token);
        await bench.ReachAsync("1 of 3 updated");
        await stop.CancelAsync();

        Assert.That(async () => await rollout, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(bench.Progress[^1], Is.EqualTo("deployment/web in beta: no longer waited for: 1 of 3 updated, 3 of 3 available, 2 old pods still there"));
    }

    private Task<Core.Kubernetes.Rollouts.RolloutStatus> HalfWay()
    {
        bench.Cluster.Put(ResourceKind.ReplicaSet, ReplicaSet("web-old", "1"), ReplicaSet("web-new", "2"));
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 1));
        return bench.WaitAsync(Bench.Web);
    }
}
