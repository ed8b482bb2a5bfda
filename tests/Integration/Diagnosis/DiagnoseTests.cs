using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;
using Mesh.Integration.Rollouts;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Diagnosis;

/// <summary>Mesh.Diagnose as a user runs it, on a real API server with real controllers, scheduler and kubelets: each fault alone, in a namespace of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DiagnoseTests
{
    private readonly Bench bench = new();

    [OneTimeTearDown]
    public void Close() => bench.Dispose();

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("user root against runAsNonRoot", "container has runAsNonRoot and image will run as root", Web(container: "securityContext: { runAsNonRoot: true }"), Waits("CreateContainerConfigError"));
        yield return Fault("configmap missing", "configmap \"absent\" not found", Web(container: "envFrom: [{ configMapRef: { name: absent } }]"), Waits("CreateContainerConfigError"));
        yield return Fault("invalid image name", "InvalidImageName", Web(image: "Registry.invalid/UPPER:1"), Waits("InvalidImageName"));
        yield return Fault("no node is large enough", "Insufficient memory", Web(container: "resources: { requests: { memory: 640Gi } }"), pod => pod.Items("status", "conditions").Any(condition => condition.Text("reason") == "Unschedulable"));
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_pod_that_cannot_start_is_told_with_why(string name, string words, string manifest, object until)
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), $"diagnose-{name.Replace(' ', '-')}");
        await work.ApplyAsync(manifest);
        await WaitAsync(work, ResourceKind.Pod, (Func<JsonObject, bool>)until);

        var outcome = await DiagnoseAsync("--namespace", work.Namespace);

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        var first = Own(work).First();
        Assert.That(first.Text("evidence"), Does.Contain(words));
        Assert.That(first.Text("subject"), Does.StartWith("pod/web-"));
        // Nothing else is wrong but what follows from it: its Service has nobody.
        Assert.That(Own(work).Count(), Is.EqualTo(1), outcome.ToString());
        Assert.That(Report["diagnosis"].Items("findings").First(one => one.ToJsonString().Contains(work.Namespace, StringComparison.Ordinal)).Elements("consequences").Select(line => line.Text()), Has.One.Contains($"service/web in {work.Namespace}"));
    }

    [Test]
    public async Task A_quota_that_is_full_is_the_cause_of_pods_that_never_come_to_be()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "diagnose-quota");
        await work.ApplyAsync("---\n{ apiVersion: v1, kind: ResourceQuota, metadata: { name: none }, spec: { hard: { pods: '0' } } }");
        await work.WaitForQuotaAsync("none");
        await work.ApplyAsync(Web());
        await WaitAsync(work, ResourceKind.ReplicaSet, set => set.Items("status", "conditions").Any(condition => condition.Text("type") == "ReplicaFailure"));

        var outcome = await DiagnoseAsync("--namespace", work.Namespace);

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(Own(work).First().Text("evidence"), Does.Contain("exceeded quota: none").And.Contain($"service/web in {work.Namespace}"));
    }

    [Test]
    public async Task A_webhook_that_fails_closed_with_nobody_behind_it_is_the_cause_of_pods_that_are_refused()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "diagnose-webhook");
        var plane = await SharedControlPlane.RequireAsync();
        await work.ApplyAsync("---\n{ apiVersion: v1, kind: Service, metadata: { name: injector }, spec: { selector: { app: injector }, ports: [{ port: 443 }] } }");
        (await plane.KubectlWithInputAsync($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: diagnose-injector }
            webhooks:
              - name: injector.example.com
                failurePolicy: Fail
                sideEffects: None
                admissionReviewVersions: [v1]
                namespaceSelector: { matchLabels: { injected-by: {{work.Namespace}} } }
                rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
                clientConfig: { service: { name: injector, namespace: {{work.Namespace}}, path: /inject, port: 443 }, caBundle: "" }
            """, "apply", "--filename", "-")).Succeeded();
        try
        {
            (await plane.KubectlAsync("label", "namespace", work.Namespace, $"injected-by={work.Namespace}")).Succeeded();
            await work.ApplyAsync(Web());
            await WaitAsync(work, ResourceKind.ReplicaSet, set => set.Items("status", "conditions").Any(condition => condition.Text("type") == "ReplicaFailure"));

            var outcome = await DiagnoseAsync("--namespace", work.Namespace);

            Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
            var found = Report.Items("findings").Single(finding => finding.Text("subject") == "mutatingwebhookconfiguration/diagnose-injector");
            Assert.That(found.Text("code"), Is.EqualTo("VFY011"));
            Assert.That(found.Text("evidence"), Does.Contain("has no ready endpoint").And.Contain("failurePolicy Fail").And.Contain("failed calling webhook \"injector.example.com\"").And.Contain($"service/web in {work.Namespace}"));
            Assert.That(Own(work), Is.Empty, "what follows from it is no finding of its own");
        }
        finally
        {
            (await plane.KubectlAsync("delete", "mutatingwebhookconfiguration", "diagnose-injector")).Succeeded();
        }
    }

    [Test]
    public async Task A_Service_that_selects_nobody_is_told_and_pods_that_are_well_are_not()
    {
        var work = await TestNamespace.InAsync(await SharedControlPlane.RequireAsync(), "diagnose-service");
        await work.ApplyAsync(Web());
        await work.ApplyAsync("---\n{ apiVersion: v1, kind: Service, metadata: { name: old }, spec: { selector: { app: wep }, ports: [{ port: 80 }] } }");
        await WaitAsync(work, ResourceKind.Pod, pod => pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True"));
        await WaitAsync(work, new("discovery.k8s.io", "v1beta1", "endpointslices", "EndpointSlice"), slice => slice.Items("endpoints").Any());

        var outcome = await DiagnoseAsync("--namespace", work.Namespace);

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(Own(work).Select(finding => (finding.Text("code"), finding.Text("subject"))), Is.EqualTo(new[] { ("STA020", $"service/old in {work.Namespace}") }), outcome.ToString());
        Assert.That(Own(work).Single().Text("evidence"), Does.Contain("its selector app=wep matches no pod and no workload").And.Contain("has app=web instead"));
    }

    [Test]
    public async Task An_archive_is_explained_without_any_cluster_and_a_dry_run_writes_nothing_anywhere()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var work = await TestNamespace.InAsync(plane, "diagnose-archive");
        await work.ApplyAsync("---\n{ apiVersion: v1, kind: Secret, metadata: { name: db }, stringData: { password: hunter2 } }");
        await work.ApplyAsync(Web(container: "env: [{ name: DB_PASSWORD, value: hunter2 }], securityContext: { runAsNonRoot: true }"));
        await WaitAsync(work, ResourceKind.Pod, Waits("CreateContainerConfigError"));
        var (before, archive) = (plane.AuditLog.Position, Path.Combine(bench.Folder, "evidence.tar.gz"));

        Assert.That((await DiagnoseAsync("--namespace", work.Namespace, "--evidence", archive, "--dry-run")).ExitCode, Is.EqualTo(79));
        Assert.That(File.Exists(archive), Is.False);
        var live = await DiagnoseAsync("--namespace", work.Namespace, "--evidence", archive);
        var told = Own(work).First().Text("evidence");
        Assert.That(live.ExitCode, Is.EqualTo(79), live.ToString());
        Assert.That(File.GetUnixFileMode(archive), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.IsMutation && !request.DryRun), Is.Empty);

        var kept = await bench.RunAsync(Host.Compiled, "--target", "Mesh.Diagnose", "--config", bench.Write("empty.yaml", "sources: {}\n"), "--from", archive);
        Assert.That(kept.ExitCode, Is.EqualTo(79), kept.ToString());
        Assert.That(Own(work).First().Text("evidence"), Is.EqualTo(told));
        Assert.That((await Command.RunAsync("/bin/sh", ["-c", $"zcat '{archive}'"], new Dictionary<string, string?>())).Output, Does.Contain("DB_PASSWORD").And.Not.Contain("hunter2").And.Not.Contain("aHVudGVyMg"));
    }

    [Test]
    public async Task What_a_user_may_not_see_is_not_evaluated_and_without_pods_it_is_77()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var work = await TestNamespace.InAsync(plane, "diagnose-rights");
        await work.ApplyAsync(Web(container: "securityContext: { runAsNonRoot: true }"));
        await WaitAsync(work, ResourceKind.Pod, Waits("CreateContainerConfigError"));
        string[] nobody = ["--namespace", work.Namespace, "--kubeconfig", plane.NobodyKubeconfig, "--kube-context", "mesh-nobody"];

        var refused = await DiagnoseAsync(nobody);
        Assert.That(refused.ExitCode, Is.EqualTo(77), refused.ToString());
        Assert.That(refused.LastErrorLine, Does.Contain("pods may not be listed"));

        await work.ApplyAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: looks }
            rules: [{ apiGroups: [""], resources: [pods], verbs: [list] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: looks }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: looks }
            subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody-rights }]
            """);
        var outcome = await DiagnoseAsync(nobody);
        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(Own(work).Single().Text("evidence"), Does.Contain("runAsNonRoot"));
        Assert.That(Report["diagnosis"].Elements("notEvaluated").Select(line => line.Text()), Has.Some.StartsWith($"events in {work.Namespace}: ").And.Some.StartsWith("nodes: ").And.Some.StartsWith($"secrets in {work.Namespace}: "));
    }

    private JsonNode Report => JsonNode.Parse(bench.Report)!;

    // Other tests make faults of the whole cluster meanwhile.
    private IEnumerable<JsonObject> Own(TestNamespace work) => Report.Items("findings").Where(finding => finding.Text("subject")?.Contains($" in {work.Namespace}", StringComparison.Ordinal) == true);

    private async Task<Outcome> DiagnoseAsync(params string[] arguments)
    {
        var plane = await SharedControlPlane.RequireAsync();
        return await bench.RunAsync(Host.Compiled, ["--target", "Mesh.Diagnose", "--config", bench.Write("mesh.yaml", $"cluster: {{ context: mesh-test, kubeconfig: '{plane.AdminKubeconfig}' }}\n"), .. arguments]);
    }

    private static async Task WaitAsync(TestNamespace work, ResourceKind kind, Func<JsonObject, bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in work.Cluster.WatchAsync(kind, new ListQuery(work.Namespace), TimeSpan.FromMinutes(1), limit.Token))
        {
            if (change.Type != WatchEventType.Deleted && until(change.Object))
            {
                return;
            }
        }
    }

    private static Func<JsonObject, bool> Waits(string reason) => pod => pod.Items("status", "containerStatuses").Any(container => container.Text("state", "waiting", "reason") == reason);

    private static TestCaseData Fault(string name, string words, string manifest, Func<JsonObject, bool> until) => new TestCaseData(name, words, manifest, until).SetArgDisplayNames(name);

    private static string Web(string image = "registry.invalid/web:1", string container = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web }
        spec:
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [{ name: web, image: '{{image}}'{{(container.Length == 0 ? "" : $", {container}")}} }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: web }
        spec: { selector: { app: web }, ports: [{ port: 80 }] }
        """;
}
