using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Injection;

/// <summary>Why pods have or have not a proxy, as labels, webhooks and policy say it and as the server proves it.</summary>
public sealed class InjectionCheckTests
{
    private static readonly string Enabled = InjectionStage.Namespace("beta", "istio-injection: enabled");

    [Test]
    public async Task What_is_injected_is_said_with_the_webhook_and_proven_by_a_pod_that_is_never_made()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web"), InjectionStage.Deployment("batch", labels: "sidecar.istio.io/inject: \"false\"")]).CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Match(@"deployment/web in beta +inject +proxy +2 of 2 +webhook namespace\.sidecar-injector\.istio\.io of istio-sidecar-injector, revision default")
            .And.Match(@"deployment/batch in beta +none +none +0 of 2 +its pods say sidecar\.istio\.io/inject=false").And.Not.Contain("restarts:"));
        Assert.That((stage.Workload("deployment/web")["server"].Text("image"), stage.Workload("deployment/web")["server"].Text("revision")), Is.EqualTo((InjectionStage.Image, "default")));
        Assert.That(stage.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.Executed).And.Property(nameof(Step.Note)).EqualTo("2 of 4 pods of 2 workloads have a proxy"));
        Assert.That(await CountAsync(stage), Is.EqualTo(4), "none is made");
    }

    [Test]
    public async Task A_native_sidecar_is_a_proxy()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], injector: ", native: true").CheckAsync();
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Notes, Does.Match("deployment/web in beta +inject +native sidecar +2 of 2"));
    }

    private static IEnumerable<TestCaseData> Reasons()
    {
        yield return Reason("nothing asks", "", "", "neither namespace beta nor its pods ask for a proxy", null);
        yield return Reason("disabled", "istio-injection: disabled", "", "namespace beta says istio-injection=disabled", null);
        yield return Reason("disabled, and the pod asks", "istio-injection: disabled", "sidecar.istio.io/inject: \"true\"", "namespace beta says istio-injection=disabled", "INJ001 deployment/web in beta");
        yield return Reason("revision unknown", "istio.io/rev: canary", "", "namespace beta asks for revision canary, and no webhook selects them; there are webhooks for default", "INJ001 deployment/web in beta");
        yield return Reason("pod's revision unknown", "", "istio.io/rev: canary", "its pods ask for revision canary, and no webhook selects them", "INJ001 deployment/web in beta");
        yield return Reason("the pod asks", "", "sidecar.istio.io/inject: \"true\"", "webhook object.sidecar-injector.istio.io of istio-sidecar-injector, revision default", null);
        yield return Reason("named revision", "istio.io/rev: default", "", "webhook rev.namespace.sidecar-injector.istio.io of istio-sidecar-injector, revision default", null);
        yield return Reason("both labels", "istio-injection: enabled, istio.io/rev: canary", "", "webhook namespace.sidecar-injector.istio.io of istio-sidecar-injector, revision default", "INJ004 namespace beta");
        yield return Reason("ambient", "istio.io/dataplane-mode: ambient", "", "namespace beta is in the ambient mesh, without sidecars", null);
    }

    [TestCaseSource(nameof(Reasons))]
    public async Task Labels_are_explained(string ns, string pod, string why, string? found)
    {
        using var stage = await new InjectionStage([InjectionStage.Namespace("beta", ns), InjectionStage.Deployment("web", labels: pod)]).CheckAsync();
        Assert.That(stage.Workload("deployment/web").Text("why"), Does.StartWith(why));
        Assert.That(stage.Found, Is.EqualTo(found is null ? [] : new[] { found }));
    }

    [Test]
    public async Task Namespaces_that_are_injected_by_default_need_no_label()
    {
        using var stage = await new InjectionStage([InjectionStage.Namespace("beta", ""), InjectionStage.Deployment("web")], webhooks: """
              - apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: { name: istio-sidecar-injector }
                webhooks:
                  - { name: auto.sidecar-injector.istio.io, clientConfig: { service: { name: istiod, namespace: istio-system, path: /inject, port: 443 }, caBundle: QQ== }, rules: [{ apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }],
                      namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }] }, objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: DoesNotExist }] } }
            """).CheckAsync();
        Assert.That(stage.Found, Is.Empty);
        Assert.That(stage.Notes, Does.Match(@"deployment/web in beta +inject +proxy +2 of 2 +webhook auto\.sidecar-injector\.istio\.io"));
    }

    [Test]
    public async Task An_annotation_alone_is_never_read()
    {
        using var stage = await new InjectionStage([InjectionStage.Namespace("beta", ""), InjectionStage.Deployment("web", annotations: "sidecar.istio.io/inject: \"true\"")]).CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ005 deployment/web in beta" }));
    }

    [TestCase("Fail", "INJ002 deployment/web in beta", "REFUSED")]
    [TestCase("Ignore", "INJ002 deployment/web in beta", "none")]
    public async Task An_injector_that_nobody_is_behind_is_said_with_what_becomes_of_pods(string policy, string found, string server)
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], webhooks: InjectionStage.Webhooks("istio-sidecar-injector", $"failurePolicy: {policy}"), istiods: 0).CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { found }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("leads to service/istiod in istio-system, which has no ready endpoint").And.Contain($"failurePolicy {policy}"));
        Assert.That(stage.Notes, Does.Match($"deployment/web in beta +none +{server} "));
    }

    [Test]
    public async Task A_webhook_that_istiod_has_not_written_its_CA_into_is_not_trusted()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], webhooks: InjectionStage.Webhooks("istio-sidecar-injector", bundle: "")).CheckAsync(dryRun: DryRun.Client);
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ002 deployment/web in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("has no CA bundle").And.Contain("failurePolicy Fail: new pods are refused"));
    }

    [Test]
    public async Task What_the_injector_is_configured_by_and_cannot_be_read_is_said()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], policy: "policy: [").CheckAsync();
        Assert.That(stage.Notes, Does.Contain("not evaluated: the policy of the injector of revision default: configmap/istio-sidecar-injector in istio-system: data.config is no YAML"));
        Assert.That((stage.Found.Count(), stage.Ended.Status), Is.EqualTo((0, StepStatus.NotEvaluated)));
    }

    [Test]
    public async Task A_full_quota_says_nothing_of_injection()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web"), """{ apiVersion: v1, kind: ResourceQuota, metadata: { name: few, namespace: beta }, spec: { hard: { pods: "2" } } }"""]).CheckAsync();
        Assert.That(stage.Found, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("exceeded quota: few").And.Match("deployment/web in beta +inject +not asked +2 of 2"));
    }

    [Test]
    public async Task A_refusal_by_policy_is_no_matter_of_injection_and_still_said()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("bad", container: "image: \"web:forbidden\"", replicas: 0), InjectionStage.Deployment("web")], injector: " }]\nbehaviours: [{ image: \"web:forbidden\", outcome: refused, message: images need a digest").CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ007 deployment/bad in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("images need a digest"));
    }

    [Test]
    public async Task Hundreds_of_workloads_with_one_cause_are_one_finding()
    {
        using var stage = await new InjectionStage([InjectionStage.Namespace("beta", "istio.io/rev: canary"), .. Enumerable.Range(0, 300).Select(number => InjectionStage.Deployment($"web-{number:000}", replicas: 0))]).CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ001 300 workloads" }));
        Assert.That(stage.Journal.Findings[0].Evidence.Split('\n'), Has.Length.EqualTo(11).And.Some.EqualTo("and 290 more"));
        Assert.That(stage.Notes.Split('\n'), Has.Length.LessThan(75));
        Assert.That(stage.Report.Items("workloads").Count(), Is.EqualTo(300));
    }

    [Test]
    public async Task Pods_that_were_born_while_the_webhook_was_away_are_found_with_their_restart()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web"), InjectionStage.Deployment("shop")], injector: ", missed: { app: web }").CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ008 deployment/web in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.StartWith("2 of 2 pods: pod/web-").And.Contain("born 2026-11-21 07:5").And.EndWith("restarts: [{ namespace: beta, workload: deployment/web }]"));
        Assert.That(stage.Notes, Does.Contain("restarts:\n  - { namespace: beta, workload: deployment/web }"));
        Assert.That(stage.Report.Items("restarts").Select(one => one.Text("workload")), Is.EqualTo(new[] { "deployment/web" }));
    }

    [Test]
    public async Task A_label_that_is_gone_takes_the_workload_out_with_its_next_restart()
    {
        using var stage = new InjectionStage([Enabled, InjectionStage.Deployment("web")]);
        await stage.Cluster.PatchAsync(ResourceKind.Namespace, null, "beta", PatchType.Merge, System.Text.Json.Nodes.JsonNode.Parse("""{ "metadata": { "labels": { "istio-injection": null } } }""")!, dryRun: false, default);
        await stage.CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ013 deployment/web in beta" }));
        Assert.That(stage.Report.Items("restarts"), Is.Empty, "that is for people to decide");
    }

    [TestCase("policy: disabled", "INJ014", "the injector's policy is disabled, and its pods do not ask for a proxy by themselves")]
    [TestCase("policy: enabled\nneverInjectSelector: [{ matchLabels: { app: web } }]", null, "neverInjectSelector of the injector has its pods: app=web")]
    [TestCase("policy: disabled\nalwaysInjectSelector: [{ matchLabels: { app: web } }]", null, "webhook namespace.sidecar-injector.istio.io")]
    public async Task The_injectors_own_policy_counts(string policy, string? code, string why)
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], policy: policy).CheckAsync(dryRun: DryRun.Client);
        Assert.That(stage.Workload("deployment/web").Text("why"), Does.StartWith(why));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code).Where(found => found is "INJ014"), Is.EqualTo(code is null ? [] : new[] { code }));
    }

    [Test]
    public async Task Where_the_server_does_otherwise_the_server_counts_and_the_difference_is_said()
    {
        // The injector of the sandbox knows no policy.
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], policy: "policy: disabled").CheckAsync();
        var finding = stage.Journal.Findings.Single(found => found.Code == "INJ006");
        Assert.That((finding.Severity, finding.Evidence), Is.EqualTo((Severity.Warning, $"the injector's policy is disabled, and its pods do not ask for a proxy by themselves; and the server gives a new pod {InjectionStage.Image}")));

        using var other = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], webhooks: InjectionStage.Webhooks("istio-sidecar-injector-of-nobody")).CheckAsync();
        Assert.That(other.Found, Does.Contain("INJ006 deployment/web in beta"));
        Assert.That(other.Journal.Findings.Single(found => found.Code == "INJ006").Severity, Is.EqualTo(Severity.Error));
    }

    [Test]
    public async Task Several_webhooks_for_the_same_pods_are_found()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], webhooks: $"{InjectionStage.Webhooks("istio-sidecar-injector")}\n{InjectionStage.Webhooks("istio-sidecar-injector-left").Replace("*client", "*left", StringComparison.Ordinal).Replace("&client", "&left", StringComparison.Ordinal).Replace("*rules", "*old", StringComparison.Ordinal).Replace("&rules", "&old", StringComparison.Ordinal)}").CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ003 deployment/web in beta" }));
    }

    [Test]
    public async Task What_the_template_itself_has_wrong_is_found()
    {
        using var stage = await new InjectionStage(
        [
            Enabled,
            InjectionStage.Deployment("user", container: "image: \"web:1\", securityContext: { runAsUser: 1337 }"),
            InjectionStage.Deployment("host", spec: "hostNetwork: true"),
            InjectionStage.Deployment("taken", container: "image: \"web:1\" }, { name: istio-proxy, image: \"acme/own-proxy:1\""),
            InjectionStage.Namespace("plain", ""),
            InjectionStage.Deployment("gateway", ns: "plain", container: "image: auto"),
        ]).CheckAsync(["beta", "plain"]);
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ009 deployment/gateway in plain", "INJ011 deployment/user in beta", "INJ012 deployment/taken in beta" }));
        Assert.That(stage.Workload("deployment/host").Text("why"), Is.EqualTo("its pods use the network of their node, which injectors leave alone"));
    }

    [Test]
    public async Task A_proxy_of_an_older_image_needs_a_restart()
    {
        var old = """{ apiVersion: v1, kind: Pod, metadata: { name: old, namespace: beta, labels: { app: old }, annotations: { istio.io/rev: default } }, spec: { containers: [{ name: web, image: "web:1" }, { name: istio-proxy, image: "docker.io/istio/proxyv2:1.27.3" }] } }""";
        using var stage = await new InjectionStage([Enabled, old]).CheckAsync();
        Assert.That(stage.Found, Is.EqualTo(new[] { "INJ010 pod/old in beta" }));
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("docker.io/istio/proxyv2:1.27.3 of revision default; a new one gets docker.io/istio/proxyv2:1.29.0"));
    }

    [Test]
    public async Task Without_the_right_to_ask_it_is_said_and_labels_decide()
    {
        using var denied = await new InjectionStage([Enabled, InjectionStage.Deployment("web")], denied: "{ verb: create, resource: pods, namespace: beta }").CheckAsync();
        Assert.That(denied.Notes, Does.Contain("not evaluated: what the server makes of new pods of 1 workload, deployment/web in beta for one: the user may not create pods in beta"));
        Assert.That((denied.Found.Count(), denied.Ended.Status), Is.EqualTo((0, StepStatus.NotEvaluated)));

        using var client = await new InjectionStage([Enabled, InjectionStage.Deployment("web")]).CheckAsync(dryRun: DryRun.Client);
        Assert.That(client.Notes, Does.Contain("--dry-run=client sends no write").And.Match("deployment/web in beta +inject +not asked +2 of 2"));
    }

    [Test]
    public async Task A_choice_looks_at_no_more()
    {
        using var stage = await new InjectionStage([Enabled, InjectionStage.Deployment("web"), InjectionStage.Deployment("shop")]).CheckAsync(["beta"], ["deploy/shop"]);
        Assert.That(stage.Report.Items("workloads").Select(one => one.Text("workload")), Is.EqualTo(new[] { "deployment/shop" }));
        using var all = await new InjectionStage([Enabled, InjectionStage.Deployment("web"), InjectionStage.Deployment("agent", ns: "kube-system")]).CheckAsync([]);
        Assert.That(all.Report.Items("workloads").Select(one => one.Text("workload")), Is.EqualTo(new[] { "deployment/web", "deployment/istiod" }));
    }

    [TestCase("beta", "deployment/wep", "there is no deployment/wep in beta")]
    [TestCase("gamma", null, "there is no namespace gamma in context locust")]
    public void What_is_not_there_is_no_empty_success(string ns, string? workload, string why)
    {
        using var stage = new InjectionStage([Enabled, InjectionStage.Deployment("web")]);
        Assert.That(() => stage.CheckAsync([ns], workload is null ? [] : [workload]), Fails.With(ExitCode.NoInput, why));
    }

    [TestCase(new string[0], "deployment/web", "--workload deployment/web does not say in which namespace")]
    [TestCase(new[] { "a", "b" }, "deployment/web", "does not say in which namespace")]
    [TestCase(new[] { "a" }, "web", "'web' names no workload")]
    [TestCase(new[] { "a" }, "job/web", "'job' in 'job/web' is no kind of workload")]
    public void A_choice_that_is_none_is_refused(string[] namespaces, string workload, string why) => Assert.That(() => InjectionChoice.Of(namespaces, [workload]), Fails.With(ExitCode.Usage, why));

    private static async Task<int> CountAsync(InjectionStage stage)
    {
        var count = 0;
        await foreach (var _ in stage.Cluster.ListAsync(ResourceKind.Pod, new ListQuery("beta"), default))
        {
            count++;
        }

        return count;
    }

    private static TestCaseData Reason(string name, string ns, string pod, string why, string? found) => new TestCaseData(ns, pod, why, found).SetArgDisplayNames(name);
}
