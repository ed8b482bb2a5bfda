using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Diagnosis.Faults;

/// <summary>What is told of a state, and what of it is the cause.</summary>
public sealed class FaultTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_node_that_is_lost_is_the_cause_of_what_is_wrong_with_its_pods()
    {
        var found = Diagnose(Node("lost", "Unknown"), Pod("a", "lost", Running("app", ready: false)), Pod("b", "other", Running("app", ready: true), ready: true));
        Assert.That(found.Select(one => one.Finding.Code), Is.EqualTo(new[] { "STA001" }));
        Assert.That(found[0].Consequences.Single(), Does.StartWith("STA011 pod/a in beta: container app runs and is not ready"));
    }

    [Test]
    public void A_lost_node_without_our_pods_is_a_warning() =>
        Assert.That(Diagnose(Node("lost", "False")).Single().Finding.Severity, Is.EqualTo(Severity.Warning));

    [Test]
    public void A_pod_that_is_on_its_way_is_none_until_it_takes_too_long_or_a_warning_says_why()
    {
        var young = Pod("a", "n", Waiting("app", "ContainerCreating"), since: Now.AddMinutes(-2));
        Assert.That(Diagnose(young), Is.Empty);
        Assert.That(Diagnose(Pod("a", "n", Waiting("app", "ContainerCreating"), since: Now.AddMinutes(-6))).Single().Finding.Code, Is.EqualTo("STA010"));
        var warned = Diagnose(young, Warning("Pod", "a", "FailedMount", "the disk is attached elsewhere")).Single();
        Assert.That((warned.Finding.Code, warned.Finding.Evidence), Is.EqualTo(("STA010", "container app waits: ContainerCreating\nFailedMount: the disk is attached elsewhere")));
    }

    [Test]
    public void A_container_that_fell_lately_and_runs_again_is_a_warning_and_one_that_fell_long_ago_is_none()
    {
        JsonObject Fallen(DateTimeOffset when) => Pod("a", "n", $$"""{ "name": "app", "ready": true, "restartCount": 4, "state": { "running": {} }, "lastState": { "terminated": { "exitCode": 139, "reason": "Error", "finishedAt": "{{when:yyyy-MM-dd'T'HH:mm:ss'Z'}}" } } }""", ready: true);
        var found = Diagnose(Fallen(Now.AddMinutes(-30))).Single();
        Assert.That((found.Finding.Code, found.Finding.Severity), Is.EqualTo(("STA013", Severity.Warning)));
        Assert.That(found.Finding.Evidence, Does.Contain("ended with 139 (Error)").And.Contain("4 restarts"));
        Assert.That(Diagnose(Fallen(Now.AddHours(-2))), Is.Empty);
    }

    [Test]
    public void A_pod_that_does_not_go_away_names_who_holds_it()
    {
        var pod = Pod("a", "n", Running("app", ready: true), ready: true);
        pod["metadata"]!["deletionTimestamp"] = "2026-11-21T08:00:00Z";
        pod["metadata"]!["finalizers"] = new JsonArray("example.com/keep");
        Assert.That(Diagnose(pod).Single(), Has.Property(nameof(Diagnosed.Finding)).Property(nameof(Finding.Code)).EqualTo("STA014").And.Property(nameof(Diagnosed.Finding)).Property(nameof(Finding.Evidence)).Contains("finalizers example.com/keep"));
        pod["metadata"]!["deletionTimestamp"] = "2026-11-21T08:59:00Z";
        Assert.That(Diagnose(pod), Is.Empty);
    }

    [Test]
    public void An_evicted_pod_is_a_warning()
    {
        var pod = Pod("a", "n", Running("app", ready: false));
        pod["status"] = JsonNode.Parse("""{ "phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory." }""");
        Assert.That(Diagnose(pod).Single().Finding, Has.Property(nameof(Finding.Code)).EqualTo("STA012").And.Property(nameof(Finding.Evidence)).EqualTo("Evicted The node was low on resource: memory."));
    }

    [Test]
    public void An_istiod_that_was_scaled_down_is_the_cause_of_proxies_that_are_not_ready()
    {
        var istiod = Json("""{ "kind": "Deployment", "metadata": { "name": "istiod", "namespace": "istio-system", "uid": "d", "labels": { "app": "istiod" } }, "spec": { "replicas": 0 }, "status": {} }""");
        var found = Diagnose(istiod, Pod("web", "n", Running("istio-proxy", ready: false), since: Now.AddHours(-1)));
        Assert.That(found.Select(one => one.Finding.Code), Is.EqualTo(new[] { "VFY001" }));
        Assert.That(found[0].Finding.Evidence, Does.Contain("0 of 0 pods available: it is scaled to 0").And.Contain("so that STA011 pod/web in beta"));
    }

    [Test]
    public void A_quota_that_is_full_is_told_once_for_all_pods_that_it_stops()
    {
        JsonObject Set(string name) => Json($$"""
            { "kind": "ReplicaSet", "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "{{name}}" }, "spec": { "replicas": 3 }, "status": { "replicas": 1,
              "conditions": [{ "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "pods \"{{name}}-x7k2p\" is forbidden: exceeded quota: compute, requested: cpu=1, used: cpu=2, limited: cpu=2" }] } }
            """);
        var found = Diagnose(Set("web-1"), Set("shop-2")).Single();
        Assert.That(found.Subjects, Is.EqualTo(new[] { "replicaset/shop-2 in beta", "replicaset/web-1 in beta" }));
        Assert.That(found.Finding.Evidence, Does.Contain("exceeded quota: compute"));
    }

    [Test]
    public void Sixty_pods_of_any_workload_whose_image_cannot_be_pulled_are_one_finding()
    {
        var found = Diagnose([.. Enumerable.Range(0, 60).Select(at => Pod($"web-{at:00}", "n", Waiting("app", "ImagePullBackOff")))]).Single();
        Assert.That(found.Finding.Subject, Is.EqualTo("pod/web-00 in beta and 59 more"));
        Assert.That(found.Finding.Evidence, Does.Contain("60 of them: pod/web-00 in beta, pod/web-01 in beta, pod/web-02 in beta and 57 more"));
        Assert.That(found.Subjects, Has.Count.EqualTo(60));
    }

    [Test]
    public void Many_pods_that_fail_in_two_ways_are_two_findings_whatever_their_number()
    {
        JsonObject Fails(string name, string message) => Pod(name, "n", $$"""{ "name": "app", "ready": false, "restartCount": 0, "state": { "waiting": { "reason": "CreateContainerConfigError", "message": "{{message}}" } } }""");
        var found = Diagnose(SignatureBooks.BuiltIn, [.. Enumerable.Range(0, 30).Select(at => Fails($"lost-{at:00}", "configmap \\\"absent\\\" not found")), .. Enumerable.Range(0, 60).Select(at => Fails($"root-{at:00}", "container has runAsNonRoot and image will run as root"))]);
        Assert.That(found.Select(one => (one.Subjects[0], one.Subjects.Count)), Is.EquivalentTo(new[] { ("pod/lost-00 in beta", 30), ("pod/root-00 in beta", 60) }));
    }

    [Test]
    public void Faults_that_wait_for_each_other_are_told_all_the_same()
    {
        Fault One(string name, string other) => new(StateFindings.PodNotReady.On(name, "x"), Layer.Pod, name) { Object = name, About = [name], DueTo = [other] };
        Assert.That(Ranking.Of([One("a", "b"), One("b", "a")]), Has.Count.EqualTo(1));
    }

    private static IReadOnlyList<Diagnosed> Diagnose(params JsonObject[] items) => Diagnose(new SignatureBook([]), items);

    private static IReadOnlyList<Diagnosed> Diagnose(SignatureBook book, JsonObject[] items)
    {
        var kinds = new[] { ResourceKind.Pod, ResourceKind.Node, ResourceKind.Event, ResourceKind.Deployment, ResourceKind.ReplicaSet };
        var evidence = new EvidenceSet
        {
            TakenAt = Now, Namespaces = null,
            Objects = kinds.ToDictionary(kind => kind, kind => (IReadOnlyList<JsonObject>)[.. items.Where(item => item.Text("kind") == kind.Kind)]),
        };
        return Ranking.Of(new FaultFinder(new Explainer(book)).Find(evidence, "istio-system", []));
    }

    private static JsonObject Pod(string name, string node, string container, bool ready = false, DateTimeOffset? since = null) => Json($$"""
        { "kind": "Pod", "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "{{name}}" }, "spec": { "nodeName": "{{node}}", "containers": [{ "name": "app", "image": "a" }] },
          "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": "{{(ready ? "True" : "False")}}", "lastTransitionTime": "{{since ?? Now.AddHours(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}}" }], "containerStatuses": [{{container}}] } }
        """);

    private static string Running(string name, bool ready) => $$"""{ "name": "{{name}}", "ready": {{(ready ? "true" : "false")}}, "restartCount": 0, "state": { "running": {} } }""";

    private static string Waiting(string name, string reason) => $$"""{ "name": "{{name}}", "ready": false, "restartCount": 0, "state": { "waiting": { "reason": "{{reason}}" } } }""";

    private static JsonObject Node(string name, string ready) => Json($$"""{ "kind": "Node", "metadata": { "name": "{{name}}" }, "status": { "conditions": [{ "type": "Ready", "status": "{{ready}}", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status." }] } }""");

    private static JsonObject Warning(string kind, string name, string reason, string message) => Json($$"""
        { "kind": "Event", "metadata": { "name": "e", "namespace": "beta" }, "type": "Warning", "reason": "{{reason}}", "message": "{{message}}", "lastTimestamp": "2026-11-21T08:59:00Z", "involvedObject": { "kind": "{{kind}}", "namespace": "beta", "name": "{{name}}" } }
        """);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
