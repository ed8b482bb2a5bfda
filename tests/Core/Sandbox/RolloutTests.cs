using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

public sealed class RolloutTests
{
    private static readonly ListQuery Beta = new("beta");
    private readonly ManualTime time = new();

    [Test]
    public async Task A_workload_of_the_scenario_has_been_rolled_out_when_the_sandbox_begins()
    {
        using var cluster = Cluster();

        var web = await cluster.GetAsync(ResourceKind.Deployment, "beta", "web", default);

        Assert.Multiple(() =>
        {
            Assert.That((int?)web!["status"]!["availableReplicas"], Is.EqualTo(3));
            Assert.That((int?)web["status"]!["observedGeneration"], Is.EqualTo(1));
            Assert.That((string?)web["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Progressing")!["reason"], Is.EqualTo("NewReplicaSetAvailable"));
        });
    }

    [Test]
    public async Task A_restart_takes_its_time_and_keeps_three_available()
    {
        using var cluster = Cluster();
        await RestartAsync(cluster);
        var updated = new List<int>();

        for (var i = 0; i < 200 && updated.LastOrDefault() < 3; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            var web = await cluster.GetAsync(ResourceKind.Deployment, "beta", "web", default);
            updated.Add((int?)web!["status"]!["updatedReplicas"] ?? 0);
            Assert.That((int?)web["status"]!["availableReplicas"], Is.GreaterThanOrEqualTo(3));
        }

        time.Advance(TimeSpan.FromSeconds(2));
        var done = await cluster.GetAsync(ResourceKind.Deployment, "beta", "web", default);
        var pods = await cluster.ListAsync(ResourceKind.Pod, Beta, default).ToListAsync();
        Assert.Multiple(() =>
        {
            Assert.That(updated.Distinct(), Is.SupersetOf(new[] { 1, 2, 3 }));
            Assert.That((int?)done!["status"]!["replicas"], Is.EqualTo(3));
            Assert.That(pods, Has.Count.EqualTo(3));
            Assert.That(pods.Select(pod => (string?)pod["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]), Is.All.EqualTo("now"));
        });
    }

    [Test]
    public async Task An_image_that_is_not_there_is_reported_as_a_kubelet_does()
    {
        using var cluster = Cluster(new Behaviour { Image = "*/web:43", Outcome = Outcome.ImagePullFails });
        await cluster.PatchAsync(ResourceKind.Deployment, "beta", "web", PatchType.Json,
            JsonNode.Parse("""[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"registry.invalid/web:43"}]""")!, false, default);

        time.Advance(TimeSpan.FromMilliseconds(500));
        var first = await WaitingAsync(cluster);
        time.Advance(TimeSpan.FromSeconds(1));
        var second = await WaitingAsync(cluster);

        Assert.Multiple(() =>
        {
            Assert.That((string?)first!["reason"], Is.EqualTo("ErrImagePull"));
            Assert.That((string?)first["message"], Does.EndWith("registry.invalid/web:43: not found"));
            Assert.That((string?)second!["reason"], Is.EqualTo("ImagePullBackOff"));
            Assert.That((string?)second["message"], Is.EqualTo("Back-off pulling image \"registry.invalid/web:43\""));
        });
    }

    [Test]
    public async Task A_crash_loop_has_a_log_and_a_back_off()
    {
        using var cluster = Cluster(new Behaviour { Image = "*/web:43", Outcome = Outcome.CrashLoops, Log = ["one", "two", "exec format error"], ExitCode = 3 });
        await cluster.PatchAsync(ResourceKind.Deployment, "beta", "web", PatchType.Json,
            JsonNode.Parse("""[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"registry.invalid/web:43"}]""")!, false, default);

        time.Advance(TimeSpan.FromSeconds(3));
        var waiting = await WaitingAsync(cluster);
        var pod = await NewPodAsync(cluster);
        var log = await cluster.GetLogsAsync("beta", (string)pod["metadata"]!["name"]!, "web", 2, previous: true, default);

        Assert.Multiple(() =>
        {
            Assert.That((string?)waiting!["reason"], Is.EqualTo("CrashLoopBackOff"));
            Assert.That((int?)pod["status"]!["containerStatuses"]![0]!["lastState"]!["terminated"]!["exitCode"], Is.EqualTo(3));
            Assert.That(log, Is.EqualTo("two\nexec format error\n"));
        });
    }

    [Test]
    public async Task A_pod_that_fits_no_node_says_so()
    {
        using var cluster = Cluster();
        await cluster.PatchAsync(ResourceKind.Deployment, "beta", "web", PatchType.Merge, JsonNode.Parse("""{"spec":{"template":{"spec":{"nodeSelector":{"disk":"ssd"}}}}}""")!, false, default);

        time.Advance(TimeSpan.FromSeconds(1));
        var pod = await NewPodAsync(cluster);

        var scheduled = pod["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "PodScheduled")!;
        Assert.That((string?)scheduled["message"], Is.EqualTo("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."));
    }

    [Test]
    public async Task A_quota_that_is_used_up_fails_the_creation_and_the_deployment_says_so()
    {
        using var cluster = Cluster();
        await cluster.CreateAsync(new ResourceKind("", "v1", "resourcequotas", "ResourceQuota"),
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "few", ["namespace"] = "beta" }, ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["pods"] = "3" } } }, false, default);
        await RestartAsync(cluster);

        time.Advance(TimeSpan.FromSeconds(1));
        var web = await cluster.GetAsync(ResourceKind.Deployment, "beta", "web", default);

        var failure = web!["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "ReplicaFailure")!;
        Assert.That((string?)failure["message"], Does.Contain("exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3"));
    }

    [Test]
    public async Task A_rollout_that_stands_still_exceeds_its_deadline()
    {
        using var cluster = Cluster(new Behaviour { Image = "*/web:43", Outcome = Outcome.NeverReady });
        await cluster.PatchAsync(ResourceKind.Deployment, "beta", "web", PatchType.Merge,
            JsonNode.Parse("""{"spec":{"progressDeadlineSeconds":30,"template":{"spec":{"containers":[{"name":"web","image":"registry.invalid/web:43"}]}}}}""")!, false, default);

        time.Advance(TimeSpan.FromSeconds(40));
        var web = await cluster.GetAsync(ResourceKind.Deployment, "beta", "web", default);

        var progressing = web!["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Progressing")!;
        Assert.That((string?)progressing["reason"], Is.EqualTo("ProgressDeadlineExceeded"));
    }

    [Test]
    public async Task A_stateful_set_renews_its_pods_from_the_last_to_the_first()
    {
        using var cluster = Cluster();
        await cluster.CreateAsync(ResourceKind.StatefulSet, Workload("StatefulSet", "db", 3), false, default);
        time.Advance(TimeSpan.FromSeconds(5));
        var renewed = new List<string>();

        await cluster.PatchAsync(ResourceKind.StatefulSet, "beta", "db", PatchType.Merge, Restart(), false, default);
        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery("beta", "app=db"), default))
            {
                if (pod["metadata"]!["annotations"] is not null && !renewed.Contains((string)pod["metadata"]!["name"]!))
                {
                    renewed.Add((string)pod["metadata"]!["name"]!);
                }
            }
        }

        var db = await cluster.GetAsync(ResourceKind.StatefulSet, "beta", "db", default);
        Assert.Multiple(() =>
        {
            Assert.That(renewed, Is.EqualTo(new[] { "db-2", "db-1", "db-0" }));
            Assert.That((string?)db!["status"]!["currentRevision"], Is.EqualTo((string?)db["status"]!["updateRevision"]));
            Assert.That((int?)db["status"]!["updatedReplicas"], Is.EqualTo(3));
        });
    }

    [Test]
    public async Task A_daemon_set_runs_once_on_each_node_and_is_renewed_one_by_one()
    {
        using var cluster = Cluster();
        await cluster.CreateAsync(ResourceKind.DaemonSet, Workload("DaemonSet", "agent", null), false, default);
        time.Advance(TimeSpan.FromSeconds(2));
        await cluster.PatchAsync(ResourceKind.DaemonSet, "beta", "agent", PatchType.Merge, Restart(), false, default);
        var least = int.MaxValue;

        for (var i = 0; i < 60; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            least = Math.Min(least, (int?)(await cluster.GetAsync(ResourceKind.DaemonSet, "beta", "agent", default))!["status"]!["numberAvailable"] ?? 0);
        }

        var agent = await cluster.GetAsync(ResourceKind.DaemonSet, "beta", "agent", default);
        Assert.Multiple(() =>
        {
            Assert.That((int?)agent!["status"]!["updatedNumberScheduled"], Is.EqualTo(2));
            Assert.That((int?)agent["status"]!["numberAvailable"], Is.EqualTo(2));
            Assert.That(least, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Deleting_a_deployment_takes_its_pods_along()
    {
        using var cluster = Cluster();
        await cluster.DeleteAsync(ResourceKind.Deployment, "beta", "web", false, default);

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(await cluster.ListAsync(ResourceKind.Pod, Beta, default).ToListAsync(), Is.Empty);
    }

    private InMemoryCluster Cluster(params Behaviour[] behaviours) => new(new Scenario
    {
        Nodes = [new ScenarioNode { Name = "node-1" }, new ScenarioNode { Name = "node-2" }],
        Objects = [Workload("Deployment", "web", 3)],
        Behaviours = behaviours,
    }, time);

    private static JsonObject Workload(string kind, string name, int? replicas) => JsonNode.Parse($$"""
        {"apiVersion":"apps/v1","kind":"{{kind}}","metadata":{"name":"{{name}}","namespace":"beta"},"spec":{
          {{(replicas is null ? "" : $"\"replicas\":{replicas},")}}"selector":{"matchLabels":{"app":"{{name}}"} },
          "template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"containers":[{"name":"web","image":"registry.invalid/web:42"}]} } } }
        """)!.AsObject();

    private static JsonNode Restart() => JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"now"}}}}}""")!;

    private static Task<JsonObject> RestartAsync(InMemoryCluster cluster) => cluster.PatchAsync(ResourceKind.Deployment, "beta", "web", PatchType.Merge, Restart(), false, default);

    private static async Task<JsonNode?> WaitingAsync(ICluster cluster) => (await NewPodAsync(cluster))["status"]!["containerStatuses"]![0]!["state"]!["waiting"];

    private static async Task<JsonObject> NewPodAsync(ICluster cluster)
    {
        var set = (await cluster.ListAsync(ResourceKind.ReplicaSet, Beta, default).ToListAsync()).Single(item => (string?)item["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"] == "2");
        return (await cluster.ListAsync(ResourceKind.Pod, Beta, default).ToListAsync()).First(pod => (string?)pod["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)set["metadata"]!["uid"]);
    }
}
