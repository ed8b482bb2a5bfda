using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class NewPodsTests
{
    private static readonly JsonObject[] ReplicaSets = [ReplicaSet("web-old", "1"), ReplicaSet("web-new", "2")];
    private static readonly JsonObject[] WebPods = [Pod("web-old-1", owner: "uid-of-web-old"), Pod("web-new-1"), Pod("stranger", owner: "uid-of-something-else")];

    [Test]
    public void Pods_of_the_replica_set_with_the_deployments_revision_are_new() =>
        Assert.That(Names(WorkloadKind.Deployment, Deployment(), ReplicaSets, WebPods), Is.EqualTo(new[] { "web-new-1" }));

    [Test]
    public void Until_the_controller_has_observed_the_change_no_pod_is_new() =>
        Assert.That(Names(WorkloadKind.Deployment, Deployment(generation: 6), ReplicaSets, WebPods), Is.Empty);

    [Test]
    public void After_a_roll_back_the_older_replica_set_is_the_new_one() =>
        Assert.That(Names(WorkloadKind.Deployment, Deployment(revision: "3"), [ReplicaSet("web-old", "3"), ReplicaSet("web-new", "2")], WebPods), Is.EqualTo(new[] { "web-old-1" }));

    [Test]
    public void Pods_with_the_update_revision_of_a_stateful_set_are_new()
    {
        var pods = new[] { Revised("db-0", "db-old"), Revised("db-1", "db-new"), Pod("db-2", owner: "another", app: "db", labels: "\"controller-revision-hash\": \"db-new\"") };

        Assert.That(Names(WorkloadKind.StatefulSet, StatefulSet(), [], pods), Is.EqualTo(new[] { "db-1" }));
    }

    [Test]
    public void Pods_of_the_template_that_a_daemon_set_counts_are_new()
    {
        var pods = new[] { Counted("agent-1", "1"), Counted("agent-2", "2") };

        Assert.That(Names(WorkloadKind.DaemonSet, DaemonSet(), [], pods), Is.EqualTo(new[] { "agent-2" }));
    }

    [TestCase(1, ExpectedResult = "agent-2")]
    [TestCase(0, ExpectedResult = "")]
    public string A_daemon_set_that_counts_no_templates_is_judged_by_its_youngest_pod(int updated)
    {
        var pods = new[] { Revised("agent-1", "old", "2026-11-20T08:00:00Z"), Revised("agent-2", "new", "2026-11-21T08:00:00Z") };

        return string.Join(',', Names(WorkloadKind.DaemonSet, DaemonSet(updated: updated, counted: false), [], pods));
    }

    [Test]
    public void A_pod_that_is_going_is_not_new() => Assert.That(
        Names(WorkloadKind.Deployment, Deployment(), ReplicaSets, [Pod("web-new-1", metadata: "\"deletionTimestamp\": \"2026-11-21T08:00:00Z\",")]), Is.Empty);

    [Test]
    public void The_selector_of_a_workload_becomes_a_query()
    {
        var selector = Json("""
            { "matchLabels": { "app": "web", "tier": "front" },
              "matchExpressions": [{ "key": "zone", "operator": "In", "values": ["a", "b"] }, { "key": "env", "operator": "NotIn", "values": ["dev"] },
                { "key": "team", "operator": "Exists" }, { "key": "old", "operator": "DoesNotExist" }] }
            """);

        Assert.That(LabelSelector.Of(selector).ToString(), Is.EqualTo("app=web,tier=front,zone in (a,b),env notin (dev),team,!old"));
    }

    private static List<string> Names(WorkloadKind kind, JsonObject workload, IEnumerable<JsonObject> replicaSets, IEnumerable<JsonObject> pods) =>
        [.. NewPods.Of(kind, workload, replicaSets, pods).Select(pod => pod.Name())];

    private static JsonObject Revised(string name, string revision, string created = "2026-11-21T08:00:00Z") =>
        Pod(name, owner: WorkloadUid, labels: $"\"controller-revision-hash\": \"{revision}\"", metadata: $"\"creationTimestamp\": \"{created}\",");

    private static JsonObject Counted(string name, string generation) => Pod(name, owner: WorkloadUid, app: "agent", labels: $"\"pod-template-generation\": \"{generation}\"");
}
