using System.Diagnostics;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration.Rollouts;

/// <summary>Restarts on a real control plane. Each test works in a namespace of its own.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [TestCase(WorkloadKind.Deployment, "replicas: 2,")]
    [TestCase(WorkloadKind.StatefulSet, "replicas: 2, serviceName: app,")]
    [TestCase(WorkloadKind.DaemonSet, "")]
    public async Task A_restart_replaces_every_pod_and_changes_one_annotation(WorkloadKind kind, string spec)
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), $"restart-{kind}");
        await work.CreateAsync(kind, spec);
        var app = new WorkloadRef(kind, work.Namespace, "app");
        await work.Watcher.WaitAsync(app, 0, FiveMinutes, null, default);
        var (before, podsBefore) = (await work.GetAsync(app), await work.PodUidsAsync());

        await work.Restarter().RestartAsync(await work.Finder.FindAsync(work.Namespace, "app=app", null, default), FiveMinutes, default);

        var (after, podsAfter) = (await work.GetAsync(app), await work.PodUidsAsync());
        Assert.That(podsAfter, Has.Count.EqualTo(2));
        Assert.That(podsAfter.Intersect(podsBefore), Is.Empty);
        Assert.That(after.Generation(), Is.EqualTo(before.Generation() + 1));
        var annotations = after.Child("spec", "template", "metadata", "annotations")!;
        Assert.That(annotations.Remove("kubectl.kubernetes.io/restartedAt"), Is.True);
        Assert.That(annotations, Is.Empty);
        after.Child("spec", "template", "metadata")!.Remove("annotations");
        Assert.That(JsonNode.DeepEquals(after["spec"], before["spec"]), Is.True, "something else in the spec was touched");
    }

    [Test]
    public async Task A_dry_run_asks_the_server_and_changes_nothing()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "restart-dry");
        await work.CreateAsync(WorkloadKind.Deployment, "replicas: 1,");
        var app = new WorkloadRef(WorkloadKind.Deployment, work.Namespace, "app");
        await work.Watcher.WaitAsync(app, 0, FiveMinutes, null, default);
        var before = await work.GetAsync(app);

        await work.Restarter(Core.Changes.DryRun.Server).RestartAsync([app], FiveMinutes, default);

        Assert.That((await work.GetAsync(app)).Generation(), Is.EqualTo(before.Generation()));
        Assert.That(work.Journal.Changes.Single().Checked, Is.EqualTo("accepted"));
    }

    [Test]
    public async Task A_namesake_with_another_uid_is_refused_by_the_server()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "restart-namesake");
        await work.CreateAsync(WorkloadKind.Deployment, "replicas: 0,");

        var patch = JsonNode.Parse("""{ "metadata": { "uid": "11111111-2222-4333-8444-555555555555" }, "spec": { "template": { "metadata": { "annotations": { "a": "b" } } } } }""")!;
        var refused = await Assert.ThrowsAsync<MeshException>(() => work.Cluster.PatchAsync(ResourceKind.Deployment, work.Namespace, "app", PatchType.Merge, patch, dryRun: false, default));

        Assert.That(refused!.ExitCode, Is.EqualTo(ExitCode.Refused));
    }

    [TestCase("root", "securityContext: { runAsNonRoot: true },", "", "CreateContainerConfigError", "ROL003", 20)]
    [TestCase("name", "", "image: 'Not A Name',", "InvalidImageName", "ROL001", 20)]
    [TestCase("huge", "", "resources: { requests: { cpu: '100' } },", "Unschedulable", "ROL004", 20)]
    public async Task A_new_pod_that_cannot_start_ends_the_wait_in_seconds(string name, string pod, string container, string reason, string code, int seconds)
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), $"fails-{name}");
        var clock = Stopwatch.StartNew();
        await work.CreateAsync(WorkloadKind.Deployment, "replicas: 2,", pod, container);

        var failure = await Assert.ThrowsAsync<MeshException>(() => work.Watcher.WaitAllAsync([new(WorkloadKind.Deployment, work.Namespace, "app")], FiveMinutes, null, default));

        TestContext.Out.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: {failure!.Message}");
        Assert.That(failure.ExitCode, Is.EqualTo(80));
        Assert.That(failure.Reason, Does.Contain(reason));
        Assert.That(work.Journal.Findings.Single().Code, Is.EqualTo(code));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase(WorkloadKind.Deployment, "replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },")]
    [TestCase(WorkloadKind.StatefulSet, "replicas: 2, serviceName: app,")]
    [TestCase(WorkloadKind.DaemonSet, "")]
    public async Task Pods_that_a_quota_refuses_end_the_restart(WorkloadKind kind, string spec)
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), $"quota-{kind}");
        await work.CreateAsync(kind, spec);
        var app = new WorkloadRef(kind, work.Namespace, "app");
        await work.Watcher.WaitAsync(app, 0, FiveMinutes, null, default);
        await work.ApplyAsync("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: { name: small }
            spec: { hard: { requests.cpu: "1" } }
            """);
        await work.WaitForQuotaAsync("small");
        var clock = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<MeshException>(() => work.Restarter().RestartAsync([app], FiveMinutes, default));

        TestContext.Out.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: {failure!.Message}");
        Assert.That(failure.ExitCode, Is.EqualTo(80));
        Assert.That(failure.Reason, Does.Contain("no new pod can be created: FailedCreate").And.Contain("failed quota: small"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(40)), "up to half of it for the old pod to go before the new one is refused");
    }

    [Test]
    public async Task A_selector_that_matches_nothing_is_66()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "matches-nothing");
        await work.CreateAsync(WorkloadKind.Deployment, "replicas: 0,");

        var failure = await Assert.ThrowsAsync<MeshException>(() => work.Finder.FindAsync(work.Namespace, "app=ap", null, default));

        Assert.That((failure!.ExitCode, failure.Remedy), Is.EqualTo((66, "Did you mean 'app=app'?")));
    }

    [Test]
    public async Task An_api_server_that_dies_in_the_middle_and_comes_back_does_not_fail_the_restart()
    {
        await using var plane = await Require.Available(ControlPlane.StartAsync("2"));
        var work = await TestNamespace.InAsync(plane, "survives");
        await work.CreateAsync(WorkloadKind.Deployment, "replicas: 3, minReadySeconds: 5,");
        var app = new WorkloadRef(WorkloadKind.Deployment, work.Namespace, "app");
        await work.Watcher.WaitAsync(app, 0, FiveMinutes, null, default);

        var halfWay = work.WhenProgressSays("1 of 3 updated");
        var restart = work.Restarter().RestartAsync([app], FiveMinutes, default);
        await halfWay.WaitAsync(FiveMinutes);
        await plane.KillApiServerAsync();
        Assert.That(restart.IsCompleted, Is.False);
        await plane.StartApiServerAsync();
        await restart;

        Assert.That(work.LastProgress, Does.EndWith("3 of 3 updated, 3 of 3 available"));
    }
}
