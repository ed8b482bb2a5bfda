using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.ProxyStatus;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.ProxyStatus;

/// <summary>What Mesh.CheckProxies says of proxies that are served, and of each that is not.</summary>
public sealed class ProxyCheckTests
{
    [Test]
    public async Task Proxies_that_are_served_are_shown_with_a_200_that_is_called_latched()
    {
        using var stage = await new ProxyStage().CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("istiod-a  default   1.29.0   2        2").And.Contain("pod/web-2 in beta    200 (latched)  SYNCED  istiod-b  default   1.29.0")
            .And.Contain("3 of 3 proxies as they should be; 200 on 15021 is latched: it says that a proxy was configured once, and nothing of its connection today").And.Not.Contain("plain"));
        Assert.That(stage.Report.Items("proxies").Select(proxy => $"{proxy.Text("pod")} {proxy.Number("port15021")} {proxy.Text("sync")} {proxy.Text("istiod")}"), Is.EqualTo(new[] { "web-1 200 Synced istiod-a", "web-2 200 Synced istiod-b", "edge 200 Synced istiod-a" }));
        Assert.That(stage.Asked, Is.EquivalentTo(new[] { "istiod-a", "istiod-b" }), "each istiod once");
        Assert.That(stage.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.Executed).And.Property(nameof(Step.Note)).EqualTo("3 of 3 proxies as they should be, on 2 istiods"));
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("unknown to all", "VFY030 pod/web-1 in beta", "none of the 2 istiod asked knows it; 15021 answers 200 all the same", "UNKNOWN", stage => stage.Connections.RemoveAt(0));
        yield return Fault("on two istiods", "VFY031 pod/web-1 in beta", "istiod-a and istiod-b hold a connection of it", "TWICE", stage => stage.Connections.Add(("istiod-b", "web-1.beta", "1.29.0", ProxyStage.Synced)));
        yield return Fault("rejects", "VFY032 pod/web-1 in beta", "listener: Error adding listener 0.0.0.0_80: filter acme.lua is unknown", "ERROR", stage => Resources(stage, """{ "CDS": { "sent": "1", "acked": "1" }, "LDS": { "sent": "2", "acked": "1", "lastError": "Error adding listener 0.0.0.0_80: filter acme.lua is unknown" } }"""));
        yield return Fault("stale", "VFY033 pod/web-1 in beta", "not acknowledged: listener", "STALE", stage => Resources(stage, ProxyStage.Stale));
        yield return Fault("not sent", "VFY033 pod/web-1 in beta", "nothing was sent: cluster, listener", "NOT SENT", stage => Resources(stage, """{ "CDS": {}, "LDS": {} }"""));
        yield return Fault("of another version", "VFY036 pod/web-1 in beta", "it is 1.27.3, and istiod 1.29.0", "1.27.3", stage => stage.Connections[0] = ("istiod-a", "web-1.beta", "1.27.3", ProxyStage.Synced));
        yield return Fault("gone", "PRX003 old-1 in beta", "istiod-b shows a connection of it, and there is no such pod", "3 of 3 proxies", stage => stage.Connections.Add(("istiod-b", "old-1.beta", "1.29.0", ProxyStage.Synced)));
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_alone_gives_its_finding_alone(object spoil, string found, string evidence, string word)
    {
        using var stage = new ProxyStage();
        ((Action<ProxyStage>)spoil)(stage);
        await stage.CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { found }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain(evidence));
        Assert.That(stage.Notes, Does.Contain(word));
    }

    [TestCase("ports: [{ pod: beta/web-1, status: 503 }]", "PRX001", "15021 answers 503", "503")]
    [TestCase("ports: [{ pod: beta/web-1, status: 404, body: nothing here }]", "PRX001", "15021 answers 404", "404")]
    [TestCase("ports: [{ pod: beta/web-1, status: 0, body: 'dial tcp 10.244.0.3:15021: connect: connection refused' }]", "PRX002", "15021 is closed: nothing listens there", "closed")]
    public async Task What_15021_says_of_today_counts(string ports, string code, string evidence, string shown)
    {
        using var stage = await new ProxyStage(ports).CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { $"{code} pod/web-1 in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Is.EqualTo(evidence));
        Assert.That(stage.Notes, Does.Contain($"pod/web-1 in beta    {shown,-13}  SYNCED"));
    }

    [Test]
    public async Task A_pod_that_nobody_reaches_is_not_evaluated()
    {
        using var stage = await new ProxyStage("ports: [{ pod: 'beta/*', status: 0 }]").CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("not evaluated: 15021 of 2 proxies, pod/web-1 in beta for one: error trying to reach service: dial tcp: i/o timeout"));
        Assert.That(stage.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task Where_pods_proxy_is_forbidden_one_question_says_so_for_a_namespace()
    {
        using var stage = await new ProxyStage(scene: Denying("""{ verb: get, resource: pods/proxy, namespace: beta }""")).CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("15021 of 2 proxies, pod/web-1 in beta for one: get pods/proxy in beta is not allowed"));
        Assert.That(stage.Report.Items("proxies").Select(proxy => proxy.Number("port15021")), Is.EqualTo(new long?[] { null, null, 200 }));
        Assert.That(stage.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task Without_any_istiod_to_ask_nothing_is_said_of_connections()
    {
        using var stage = new ProxyStage { Silent = _ => new ExecResult(1, "", "Error: 401") };
        await stage.CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("not evaluated: what istiod says of 3 proxies: no istiod could be asked, pod/istiod-a in istio-system: pilot-discovery ended with 1: Error: 401").And.Contain("0 of 3 proxies as they should be"));
        Assert.That(stage.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task One_istiod_that_is_silent_leaves_those_it_may_know_undecided()
    {
        using var stage = new ProxyStage { Silent = istiod => istiod == "istiod-b" ? new ExecResult(0, "404", "") : null };
        await stage.CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("1 proxy may be connected there, pod/web-2 in beta for one").And.Contain("2 of 3 proxies as they should be"));
    }

    [Test]
    public async Task What_a_push_leaves_for_seconds_is_looked_at_twice()
    {
        using var stage = new ProxyStage();
        Resources(stage, ProxyStage.Stale);
        stage.Before = number => Resources(stage, number > 2 ? ProxyStage.Synced : ProxyStage.Stale);
        await stage.CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Asked, Has.Count.EqualTo(4));
        Assert.That(stage.Pauses, Does.Contain(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_choice_looks_at_no_more()
    {
        using var named = await new ProxyStage().CheckAsync(pods: ["beta/web-2"]);
        Assert.That(named.Report.Items("proxies").Select(proxy => proxy.Text("pod")), Is.EqualTo(new[] { "web-2" }));
        using var labelled = await new ProxyStage().CheckAsync(selector: "app in (edge)");
        Assert.That(labelled.Report.Items("proxies").Select(proxy => proxy.Text("pod")), Is.EqualTo(new[] { "edge" }));
        using var spaces = new ProxyStage();
        spaces.Connections.Add(("istiod-b", "old.ingress", "1.29.0", ProxyStage.Synced));
        await spaces.CheckAsync(["beta"]);
        Assert.That((spaces.Report.Items("proxies").Count(), spaces.Found.Count()), Is.EqualTo((2, 0)), "what is gone elsewhere is not meant");
    }

    [TestCase("gamma", null, null, "no pod in gamma has a proxy; 0 pods were looked at")]
    [TestCase("beta", "app=nobody", null, "no pod in beta, labelled app=nobody has a proxy")]
    [TestCase(null, null, "beta/web-3", "there is no pod/web-3 in beta")]
    [TestCase(null, null, "beta/plain", "pod/plain in beta has no proxy")]
    public void What_is_not_there_is_no_empty_success(string? ns, string? selector, string? pod, string why)
    {
        using var stage = new ProxyStage();
        Assert.That(() => stage.CheckAsync(ns is null ? [] : [ns], selector, pod is null ? [] : [pod]), Fails.With(ExitCode.NoInput, why));
    }

    [TestCase("", "web", "--pod is 'web', and a pod is named by its namespace and its name")]
    [TestCase("", "a/b/c", "--pod is 'a/b/c'")]
    [TestCase("app=", "a/b", "--pod names single pods")]
    [TestCase("app==x y", "", "--selector holds 'app==x y', which is no condition on a label")]
    public void A_choice_that_is_none_is_refused(string selector, string pod, string why) =>
        Assert.That(() => ProxyChoice.Of([], selector.Length > 0 ? selector : null, pod.Length > 0 ? [pod] : []), Fails.With(ExitCode.Usage, why));

    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("Beta")]
    public void A_namespace_that_is_none_is_refused(string ns) => Assert.That(() => ProxyChoice.Of([ns], null, []), Fails.With(ExitCode.Usage, $"--namespace is '{ns}', and no namespace can be called that"));

    [Test]
    public async Task Hostile_names_in_an_istiods_answer_are_asked_for_under_no_path_and_printed_without_escapes()
    {
        using var stage = new ProxyStage();
        stage.Connections.Add(("istiod-a", "...beta", "1.29.0", ProxyStage.Synced));
        stage.Connections.Add(("istiod-b", "x/../y\\u001b[31m.beta", "1.29.0\\u0007", ProxyStage.Synced));
        stage.Connections[0] = ("istiod-a", "web-1.beta", "1.29.0\\u001b[2J", ProxyStage.Synced);
        await stage.CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "PRX003 2 connections" }));
        Assert.That(stage.Notes + stage.Journal.Findings[0].Evidence, Does.Not.Contain('\u001b').And.Not.Contain('\u0007'));
    }

    [Test]
    public async Task Whoever_may_not_see_istiod_still_learns_what_pods_say()
    {
        using var stage = new ProxyStage("ports: [{ pod: beta/web-1, status: 503 }]");
        stage.Cluster.Forbidden.Add(("pods", "istio-system"));
        await stage.CheckAsync(["beta"]);
        Assert.That(stage.Found, Is.EqualTo(new[] { "PRX001 pod/web-1 in beta" }));
        Assert.That(stage.Notes, Does.Contain("not evaluated: what istiod says of 2 proxies: no istiod could be asked, the pods of istiod in istio-system: the user may not read pods"));
    }

    [Test]
    public async Task A_revision_that_is_gone_and_a_tag_that_stands_for_one_are_told_apart()
    {
        using var stage = new ProxyStage();
        await stage.Hand.CreateAsync(new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", Namespaced: false), Json("""
            { "metadata": { "name": "istio-revision-tag-prod", "labels": { "istio.io/tag": "prod", "istio.io/rev": "default" } }, "webhooks": [{ "name": "x", "clientConfig": { "service": { "name": "istiod", "namespace": "istio-system" } } }] }
            """), dryRun: false, default);
        foreach (var (name, revision) in new[] { ("tagged", "prod"), ("left", "1-27") })
        {
            await stage.Hand.CreateAsync(ResourceKind.Pod, Json($$"""{ "metadata": { "name": "{{name}}", "namespace": "beta", "labels": { "istio.io/rev": "{{revision}}" } }, "spec": { "containers": [{ "name": "istio-proxy", "image": "proxyv2:1" }] } }"""), dryRun: false, default);
            stage.Connections.Add(("istiod-a", $"{name}.beta", "1.29.0", ProxyStage.Synced));
        }

        await stage.CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "VFY035 pod/left in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Is.EqualTo("its revision is 1-27; there is istiod of default"));
    }

    [Test]
    public async Task Five_thousand_proxies_are_asked_with_bounds_and_told_in_few_lines()
    {
        using var stage = new ProxyStage();
        var questions = 0;
        stage.Cluster.Raw = _ =>
        {
            Interlocked.Increment(ref questions);
            return "";
        };
        stage.Cluster.More = (kind, query) => kind != ResourceKind.Pod || query.LabelSelector is not null ? [] : Enumerable.Range(0, 5000).Select(number => Json($$"""
            { "metadata": { "name": "many-{{number:0000}}", "namespace": "beta" }, "spec": { "containers": [{ "name": "istio-proxy", "image": "proxyv2:1" }] },
              "status": { "phase": "Running", "containerStatuses": [{ "name": "istio-proxy", "ready": true, "restartCount": 0 }] } }
            """));

        await stage.CheckAsync();

        Assert.That(stage.Found, Is.EqualTo(new[] { "VFY030 5000 proxies" }));
        Assert.That(stage.Journal.Findings[0].Evidence.Split('\n'), Has.Length.EqualTo(11).And.Some.EqualTo("and 4990 more"));
        Assert.That(questions, Is.EqualTo(5003), "who has said 200 is not asked at the second look");
        Assert.That(stage.Asked, Has.Count.EqualTo(4), "two istiods, twice");
        Assert.That(stage.Notes.Split('\n'), Has.Length.LessThan(80));
        Assert.That(stage.Report.Items("proxies").Count(), Is.EqualTo(5003));
    }

    internal static void Resources(ProxyStage stage, string resources) => stage.Connections[0] = ("istiod-a", "web-1.beta", "1.29.0", resources);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static string Denying(string right) => $$"""
        contexts: [{ name: locust, denied: [{{right}}] }]
        timings: { step: 0s, controller: 0s }
        objects:
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-a, namespace: istio-system, labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "istio/pilot:1.29.0" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: istiod-b, namespace: istio-system, labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "istio/pilot:1.29.0" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: web-1, namespace: beta }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: web-2, namespace: beta }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
          - { apiVersion: v1, kind: Pod, metadata: { name: edge, namespace: ingress }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
        """;

    private static TestCaseData Fault(string name, string found, string evidence, string word, Action<ProxyStage> spoil) => new TestCaseData(spoil, found, evidence, word).SetArgDisplayNames(name);
}
