using Mesh.Core.Findings;
using Mesh.Core.Kubernetes.Rollouts;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class PodTroubleTests
{
    [TestCase("ImagePullBackOff", "ROL001")]
    [TestCase("ErrImagePull", "ROL001")]
    [TestCase("InvalidImageName", "ROL001")]
    [TestCase("ErrImageNeverPull", "ROL001")]
    [TestCase("CrashLoopBackOff", "ROL002")]
    [TestCase("CreateContainerConfigError", "ROL003")]
    [TestCase("CreateContainerError", "ROL003")]
    [TestCase("RunContainerError", "ROL003")]
    [TestCase("ContainerCreating", null)]
    [TestCase("PodInitializing", null)]
    public void A_waiting_reason_is_of_a_kind(string reason, string? code) =>
        Assert.That(PodTrouble.Of(Pod("web-abc", status: Waiting(reason, "as the kubelet says")))?.Kind.Code, Is.EqualTo(code));

    [Test]
    public void The_clusters_own_words_are_kept() => Assert.That(
        PodTrouble.Of(Pod("web-abc", status: Waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root")))!.Text,
        Is.EqualTo("pod web-abc: CreateContainerConfigError: container has runAsNonRoot and image will run as root"));

    [Test]
    public void A_crash_loop_says_how_the_container_ended() => Assert.That(
        PodTrouble.Of(Pod("web-abc", status: CrashLoop(137, "OOMKilled", restarts: 2)))!.Evidence,
        Is.EqualTo("CrashLoopBackOff: container app ended with 137 (OOMKilled), 2 restarts"));

    [Test]
    public void An_init_container_counts_and_comes_first()
    {
        var pod = Pod("web-abc", status: """
            { "phase": "Pending",
              "initContainerStatuses": [{ "name": "istio-validation", "restartCount": 1, "state": { "waiting": { "reason": "CrashLoopBackOff" } }, "lastState": { "terminated": { "exitCode": 126, "reason": "Error" } } }],
              "containerStatuses": [{ "name": "app", "state": { "waiting": { "reason": "PodInitializing" } } }] }
            """);

        Assert.That(PodTrouble.Of(pod)!.Container, Is.EqualTo("istio-validation"));
    }

    [Test]
    public void A_pod_without_a_node_is_unschedulable() => Assert.That(
        PodTrouble.Of(Pod("web-abc", status: Unscheduled()))!.Text, Is.EqualTo("pod web-abc: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu"));

    [Test]
    public void A_pod_that_the_scheduler_makes_room_for_is_not()
    {
        var pod = Pod("web-abc", status: Unscheduled());
        pod["status"]!["nominatedNodeName"] = "node-1";

        Assert.That(PodTrouble.Of(pod), Is.Null);
    }

    [TestCase("""{ "phase": "Running", "containerStatuses": [{ "name": "app", "ready": true, "restartCount": 7, "state": { "running": {} }, "lastState": { "terminated": { "exitCode": 1 } } }] }""")]
    [TestCase("""{ "phase": "Failed", "reason": "Evicted" }""")]
    [TestCase("""{ "phase": "Pending", "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "SchedulingGated" }] }""")]
    [TestCase("""{}""")]
    [TestCase("""{ "phase": [], "containerStatuses": [7, { "state": "odd" }], "initContainerStatuses": {}, "conditions": "none" }""")]
    public void A_pod_may_be_fine_or_odd_without_trouble(string status) => Assert.That(PodTrouble.Of(Pod("web-abc", status: status)), Is.Null);

    [Test]
    public void A_pod_that_is_going_is_in_no_trouble() =>
        Assert.That(PodTrouble.Of(Pod("web-abc", status: CrashLoop(), metadata: "\"deletionTimestamp\": \"2026-11-21T08:00:00Z\",")), Is.Null);

    [Test]
    public void A_message_of_many_lines_and_escapes_becomes_one_short_line()
    {
        var message = string.Concat(Enumerable.Repeat("\\u001b[31mdenied\\r\\n", 1000));

        var trouble = PodTrouble.Of(Pod("web-abc", status: Waiting("ErrImagePull", message)))!;

        Assert.That(trouble.Message, Has.Length.LessThanOrEqualTo(401).And.Not.Contain("\n").And.Not.Contain("\u001b").And.StartsWith("[31mdenied [31mdenied"));
    }

    [TestCase("InvalidImageName", 0)]
    [TestCase("CrashLoopBackOff", 0)]
    [TestCase("ErrImagePull", 5)]
    [TestCase("ImagePullBackOff", 5)]
    [TestCase("CreateContainerConfigError", 5)]
    [TestCase("FailedCreate", 5)]
    [TestCase("Unschedulable", 10)]
    public void Every_trouble_is_confirmed_within_fifteen_seconds(string reason, int seconds) =>
        Assert.That(new RolloutPolicy().GraceOf(new PodTrouble(Catalogue.ImagePull, "web-abc", "app", reason, "")), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
}
