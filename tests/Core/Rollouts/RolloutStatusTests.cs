using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class RolloutStatusTests
{
    private static IEnumerable<TestCaseData> Table()
    {
        yield return Row("a_finished_deployment", WorkloadKind.Deployment, Deployment(), true, "3 of 3 updated, 3 of 3 available");
        yield return Row("a_deployment_half_way", WorkloadKind.Deployment, Deployment(updated: 2, available: 1, total: 3), false, "2 of 3 updated, 1 of 3 available, 1 old pod still there");
        yield return Row("a_deployment_with_old_pods", WorkloadKind.Deployment, Deployment(updated: 3, total: 5), false, "3 of 3 updated, 3 of 3 available, 2 old pods still there");
        yield return Row("a_deployment_not_available", WorkloadKind.Deployment, Deployment(available: 2), false, "3 of 3 updated, 2 of 3 available");
        yield return Row("a_deployment_not_observed", WorkloadKind.Deployment, Deployment(generation: 6), false, "its controller has not seen the change yet (generation 6, observed 5)");
        yield return Row("a_deployment_without_pods", WorkloadKind.Deployment, Deployment(replicas: 0, updated: 0, available: 0, total: 0), true, "no pod is wanted, so there is nothing to wait for");
        yield return Row("a_deployment_scaled_to_none_with_an_old_pod", WorkloadKind.Deployment, Deployment(replicas: 0, updated: 0, available: 0, total: 1), false, "0 of 0 updated, 0 of 0 available, 1 old pod still there");
        yield return Row("a_deployment_paused_half_way", WorkloadKind.Deployment, Deployment(updated: 1, extraSpec: "\"paused\": true,"), false, "1 of 3 updated, 3 of 3 available, 2 old pods still there, and it is paused");
        yield return Row("a_deployment_without_status", WorkloadKind.Deployment, Json("""{ "metadata": { "generation": 1 }, "spec": {} }"""), false, "its controller has not seen the change yet (generation 1, observed 0)");
        yield return Row("fields_of_another_shape", WorkloadKind.Deployment, Json("""{ "metadata": [], "spec": "x", "status": { "replicas": {}, "observedGeneration": 1, "conditions": 7 } }"""), false, "0 of 1 updated, 0 of 1 available");
        yield return Row("a_finished_stateful_set", WorkloadKind.StatefulSet, StatefulSet(), true, "3 of 3 updated, 3 of 3 available");
        yield return Row("a_stateful_set_half_way", WorkloadKind.StatefulSet, StatefulSet(updated: 1, ready: 2), false, "1 of 3 updated, 2 of 3 available");
        yield return Row("a_stateful_set_behind_a_partition", WorkloadKind.StatefulSet, StatefulSet(updated: 1, strategy: """{ "type": "RollingUpdate", "rollingUpdate": { "partition": 2 } }"""), true, "1 of 1 updated, 3 of 3 available");
        yield return Row("a_stateful_set_on_delete", WorkloadKind.StatefulSet, StatefulSet(updated: 0, strategy: """{ "type": "OnDelete" }"""), true, "its update strategy is OnDelete: pods change only when somebody deletes them");
        yield return Row("a_finished_daemon_set", WorkloadKind.DaemonSet, DaemonSet(), true, "3 of 3 updated, 3 of 3 available");
        yield return Row("a_daemon_set_half_way", WorkloadKind.DaemonSet, DaemonSet(updated: 1, available: 2), false, "1 of 3 updated, 2 of 3 available");
        yield return Row("a_daemon_set_that_no_node_wants", WorkloadKind.DaemonSet, DaemonSet(desired: 0, current: 0, updated: 0, available: 0), true, "no pod is wanted, so there is nothing to wait for");
    }

    [TestCaseSource(nameof(Table))]
    public void The_status_says(WorkloadKind kind, JsonObject workload, bool done, string text)
    {
        var status = RolloutStatus.Of(kind, workload);

        Assert.That((status.Done, status.Text), Is.EqualTo((done, text)));
    }

    [Test]
    public void A_status_of_a_generation_before_ours_is_not_believed() => Assert.That(RolloutStatus.Of(WorkloadKind.Deployment, Deployment(), minGeneration: 6).Done, Is.False);

    [Test]
    public void A_newer_server_counts_availability_of_a_stateful_set_and_not_only_readiness()
    {
        var workload = StatefulSet();
        workload["status"]!["availableReplicas"] = 1;

        Assert.That(RolloutStatus.Of(WorkloadKind.StatefulSet, workload).Text, Is.EqualTo("3 of 3 updated, 1 of 3 available"));
    }

    private static TestCaseData Row(string name, WorkloadKind kind, JsonObject workload, bool done, string text) => new TestCaseData(kind, workload, done, text).SetArgDisplayNames(name);
}
