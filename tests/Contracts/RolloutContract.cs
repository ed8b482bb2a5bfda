using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Deployments: what controllers and kubelets write, as a rollout reads it.</summary>
public abstract class RolloutContract : ClusterContract
{
    [Test]
    public async Task A_deployment_rolls_out_and_its_status_adds_up()
    {
        var made = await CreateAsync("web", 2);
        var done = await UntilDoneAsync("web", 2);
        var pods = await ListAsync(ResourceKind.Pod, "app=web");
        var sets = await ListAsync(ResourceKind.ReplicaSet, "app=web");
        Assert.Multiple(() =>
        {
            Assert.That(Number(made, "metadata", "generation"), Is.EqualTo(1));
            Assert.That(Number(made, "spec", "progressDeadlineSeconds"), Is.EqualTo(600), "defaults are filled in");
            Assert.That(Number(done, "status", "observedGeneration"), Is.EqualTo(1));
            Assert.That(Number(done, "status", "readyReplicas"), Is.EqualTo(2));
            Assert.That(At(done, "status", "unavailableReplicas"), Is.Null, "a zero is left out");
            Assert.That(Condition(done, "Available"), Is.EqualTo("True MinimumReplicasAvailable"));
            Assert.That(Text(done, "metadata", "annotations", "deployment.kubernetes.io/revision"), Is.EqualTo("1"));
            Assert.That(sets, Has.Count.EqualTo(1));
            Assert.That(Text(sets[0], "metadata", "labels", "pod-template-hash"), Is.Not.Empty);
            Assert.That(pods, Has.Count.EqualTo(2));
            Assert.That(pods.Select(pod => Text(pod["metadata"]!["ownerReferences"]![0], "uid")), Is.All.EqualTo(Text(sets[0], "metadata", "uid")));
            Assert.That(pods.Select(pod => Text(pod, "status", "phase")), Is.All.EqualTo("Running"));
            Assert.That(pods.Select(pod => Condition(pod, "Ready")), Is.All.StartsWith("True"));
            Assert.That(pods.Select(pod => Text(pod, "spec", "nodeName")), Is.All.Not.Empty);
            Assert.That(pods.Select(pod => At(pod["status"]!["containerStatuses"]![0], "state", "running")), Is.All.Not.Null);
        });
    }

    [Test]
    public async Task A_restart_makes_a_new_replica_set_and_new_pods()
    {
        await CreateAsync("web", 2);
        await UntilDoneAsync("web", 2);
        var before = await ListAsync(ResourceKind.Pod, "app=web");
        JsonObject? patched = null;
        await GoneAsync(Names(before), async () =>
            patched = await PatchAsync(ResourceKind.Deployment, "web", PatchType.Merge, """{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-21T08:00:00Z"}}}}}"""));
        var done = await UntilDoneAsync("web", 2);
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(Number(patched!, "metadata", "generation"), Is.EqualTo(2));
            Assert.That(Number(done, "status", "observedGeneration"), Is.EqualTo(2));
            Assert.That(Text(done, "metadata", "annotations", "deployment.kubernetes.io/revision"), Is.EqualTo("2"));
            Assert.That(await ListAsync(ResourceKind.ReplicaSet, "app=web"), Has.Count.EqualTo(2));
            Assert.That(Names(await ListAsync(ResourceKind.Pod, "app=web")).Intersect(Names(before)), Is.Empty);
        });
    }

    [Test]
    public async Task Only_a_change_of_the_spec_counts_as_a_generation()
    {
        await CreateAsync("web", 0);
        var labelled = await PatchAsync(ResourceKind.Deployment, "web", PatchType.Merge, """{"metadata":{"labels":{"x":"y"}}}""");
        var status = await PatchAsync(ResourceKind.Deployment, "web", PatchType.Merge, """{"status":{"replicas":77}}""");
        var scaled = await PatchAsync(ResourceKind.Deployment, "web", PatchType.Merge, """{"spec":{"replicas":1}}""");
        Assert.Multiple(() =>
        {
            Assert.That(Number(labelled, "metadata", "generation"), Is.EqualTo(1));
            Assert.That(Number(status, "status", "replicas"), Is.Not.EqualTo(77), "the status is its controller's");
            Assert.That(Number(scaled, "metadata", "generation"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task A_container_that_would_run_as_root_and_must_not_waits_with_the_reason()
    {
        await CreateAsync("web", 1, """[{"name":"web","image":"registry.invalid/web:1","securityContext":{"runAsNonRoot":true}}]""");
        var pod = await UntilAsync(ResourceKind.Pod, "app=web", item => Waiting(item) is { } waiting && Text(waiting, "reason") == "CreateContainerConfigError");
        Assert.Multiple(() =>
        {
            Assert.That(Text(Waiting(pod), "message"), Does.StartWith("container has runAsNonRoot and image will run as root"));
            Assert.That(Text(pod, "status", "phase"), Is.EqualTo("Pending"));
            Assert.That(Condition(pod, "Ready"), Is.EqualTo("False ContainersNotReady"));
            Assert.That(pod["status"]!["containerStatuses"]![0]!["ready"]!.GetValue<bool>(), Is.False);
        });
    }

    [Test]
    public async Task A_pod_that_fits_no_node_is_unschedulable()
    {
        var body = Workloads.Deployment(Namespace, "web", 1);
        body["spec"]!["template"]!["spec"]!["nodeSelector"] = new JsonObject { ["no-such-label"] = "yes" };
        await Cluster.CreateAsync(ResourceKind.Deployment, body, false, Cancellation);
        var pod = await UntilAsync(ResourceKind.Pod, "app=web", item => Condition(item, "PodScheduled")?.StartsWith("False", StringComparison.Ordinal) == true);
        var message = Text(pod["status"]!["conditions"]!.AsArray().Single(condition => Text(condition, "type") == "PodScheduled"), "message");
        Assert.Multiple(() =>
        {
            Assert.That(Condition(pod, "PodScheduled"), Is.EqualTo("False Unschedulable"));
            Assert.That(message, Does.Match(@"^0/\d+ nodes are available: \d+ node\(s\) didn't match Pod's node affinity"));
        });
    }

    [Test]
    public async Task A_quota_that_is_used_up_is_told_by_the_deployment()
    {
        await Cluster.CreateAsync(new ResourceKind("", "v1", "resourcequotas", "ResourceQuota"),
            JsonNode.Parse($$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"none","namespace":"{{Namespace}}"},"spec":{"hard":{"pods":"0"} } }""")!.AsObject(), false, Cancellation);
        // A real server enforces a quota once its controller has counted.
        await UntilAsync(new ResourceKind("", "v1", "resourcequotas", "ResourceQuota"), null, quota => At(quota, "status", "hard") is not null);
        await CreateAsync("web", 1);
        var web = await UntilAsync(ResourceKind.Deployment, null, item => Condition(item, "ReplicaFailure") is not null);
        Assert.Multiple(() =>
        {
            Assert.That(Condition(web, "ReplicaFailure"), Is.EqualTo("True FailedCreate"));
            Assert.That(Text(web["status"]!["conditions"]!.AsArray().Single(condition => Text(condition, "type") == "ReplicaFailure"), "message"),
                Does.Contain("is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0"));
        });
    }

    [Test]
    public async Task A_rollout_that_stands_still_exceeds_its_deadline()
    {
        var body = Workloads.Deployment(Namespace, "web", 1);
        body["spec"]!["progressDeadlineSeconds"] = 1;
        body["spec"]!["template"]!["spec"]!["nodeSelector"] = new JsonObject { ["no-such-label"] = "yes" };
        await Cluster.CreateAsync(ResourceKind.Deployment, body, false, Cancellation);
        var web = await UntilAsync(ResourceKind.Deployment, null, item => Condition(item, "Progressing")?.StartsWith("False", StringComparison.Ordinal) == true);
        Assert.That(Condition(web, "Progressing"), Is.EqualTo("False ProgressDeadlineExceeded"));
    }

    [Test]
    public async Task Deleting_a_deployment_takes_its_pods_along()
    {
        await CreateAsync("web", 1);
        await UntilDoneAsync("web", 1);
        var pods = Names(await ListAsync(ResourceKind.Pod, "app=web"));
        await GoneAsync(pods, () => Cluster.DeleteAsync(ResourceKind.Deployment, Namespace, "web", false, Cancellation));
        Assert.That(await GetAsync(ResourceKind.Deployment, "web"), Is.Null);
    }

    [Test]
    public async Task A_selector_that_does_not_match_its_template_is_invalid()
    {
        var body = Workloads.Deployment(Namespace, "web", 1);
        body["spec"]!["selector"]!["matchLabels"]!["app"] = "other";
        var answer = await RefusedAsync(() => Cluster.CreateAsync(ResourceKind.Deployment, body, false, Cancellation), ExitCode.Refused, 422, "Invalid");
        Assert.That(answer.Message, Does.StartWith("Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: ").And.EndsWith("`selector` does not match template `labels`"));
    }

    [Test]
    public async Task The_log_of_a_pod_that_is_not_there_is_not_found() =>
        await RefusedAsync(() => Cluster.GetLogsAsync(Namespace, "none", "web", 10, false, Cancellation), ExitCode.NoInput, 404, "NotFound");

    private Task<JsonObject> CreateAsync(string name, int replicas, string containers = """[{"name":"web","image":"registry.invalid/web:1"}]""") =>
        Cluster.CreateAsync(ResourceKind.Deployment, Workloads.Deployment(Namespace, name, replicas, containers), false, Cancellation);

    private Task<JsonObject> UntilDoneAsync(string name, int replicas) => UntilAsync(ResourceKind.Deployment, null, item =>
        Text(item, "metadata", "name") == name
        && Number(item, "status", "observedGeneration") == Number(item, "metadata", "generation")
        && Number(item, "status", "updatedReplicas") == replicas && Number(item, "status", "replicas") == replicas && Number(item, "status", "availableReplicas") == replicas
        && Condition(item, "Progressing") == "True NewReplicaSetAvailable");

    // Watches from before the cause on: pods that go before anybody looks would leave nothing to be told of.
    private async Task GoneAsync(string[] pods, Func<Task> cause)
    {
        var left = pods.ToHashSet();
        var begun = false;
        await foreach (var change in Cluster.WatchAsync(ResourceKind.Pod, new ListQuery(Namespace), Patience, Cancellation))
        {
            if (!begun)
            {
                begun = true;
                await cause();
            }

            if (change.Type == WatchEventType.Deleted && left.Remove(Text(change.Object, "metadata", "name")!) && left.Count == 0)
            {
                return;
            }
        }
    }

    private static JsonNode? Waiting(JsonObject pod) => At(pod, "status", "containerStatuses") is JsonArray { Count: > 0 } statuses ? At(statuses[0], "state", "waiting") : null;

    private static string? Condition(JsonNode item, string type) =>
        At(item, "status", "conditions") is JsonArray conditions && conditions.FirstOrDefault(condition => Text(condition, "type") == type) is { } found ? $"{Text(found, "status")} {Text(found, "reason")}".Trim() : null;
}
