using System.Text.Json.Nodes;
using Mesh.Contracts;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Verification;

/// <summary>A mesh that serves, and each thing that keeps one from it, alone.</summary>
public sealed class MeshVerificationTests
{
    [Test]
    public async Task A_mesh_that_serves_has_no_finding()
    {
        using var mesh = await new VerifiedMesh().VerifyAsync();
        Assert.Multiple(() =>
        {
            Assert.That(mesh.Journal.Findings, Is.Empty);
            Assert.That(mesh.Notes, Does.Contain("deployment/istiod in istio-system").And.Contain("docker.io/istio/pilot:1.29.0").And.Contain("istiod in istio-system:443  2      istiod's  Fail")
                .And.Contain("CRDs of Istio 1.29: 14 of 14 there and established").And.Contain("2 of 2 proxies synced on one istiod; of 2 certificates the first ends 2026-11-22 04:00:00Z"));
            Assert.That(mesh.Report.Items("proxies").Select(proxy => proxy.Text("sync")), Is.EqualTo(new[] { "Synced", "Synced" }));
            Assert.That(mesh.Report.Items("proxies").Select(proxy => proxy.Text("istiod")), Is.Unique);
            Assert.That(mesh.Ended, Has.Property(nameof(Step.Status)).EqualTo(StepStatus.Executed).And.Property(nameof(Step.Note)).EqualTo("revision default serves: 1 workload, 2 webhooks, 14 CRDs, 2 of 2 proxies synced"));
        });
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("image of another version", "VFY003", "it runs docker.io/istio/pilot:1.28.0 and not docker.io/istio/pilot:1.29.0", mesh => Container(mesh)["image"] = "docker.io/istio/pilot:1.28.0");
        yield return Fault("image of another hub", "VFY003", "private.example/pilot", mesh => Container(mesh)["image"] = "private.example/pilot:1.29.0");
        yield return Fault("no pod wanted", "VFY001 VFY011 VFY011", "no pod is wanted", mesh =>
        {
            mesh.Objects["deployment/istiod"]["spec"]!["replicas"] = 0;
            mesh.Objects.Remove("endpointslice/istiod");
        });
        yield return Fault("no injector", "VFY010", "there is not a mutating webhook", mesh => mesh.Objects.Remove("mutatingwebhookconfiguration/istio-sidecar-injector"));
        yield return Fault("Service gone", "VFY011 VFY011", "there is no service/istiod in istio-system; failurePolicy Fail", mesh => mesh.Objects.Remove("service/istiod"));
        yield return Fault("no endpoint ready", "VFY011 VFY011", "has no ready endpoint for port 443", mesh => mesh.Objects["service/istiod"]["spec"]!["selector"] = new JsonObject { ["app"] = "nobody" });
        yield return Fault("endpoints of another port", "VFY011 VFY011", "has no ready endpoint for port 443", mesh => mesh.Objects["service/istiod"]["spec"]!["ports"]![1]!["targetPort"] = "unknown");
        yield return Fault("port gone", "VFY011 VFY011", "has no port 443", mesh => ((JsonArray)mesh.Objects["service/istiod"]["spec"]!["ports"]!).RemoveAt(1));
        yield return Fault("default validator of a revision that is gone", "VFY011", "there is no service/istiod-old in istio-system", mesh =>
        {
            var left = (JsonObject)mesh.Objects["validatingwebhookconfiguration/istio-validator-istio-system"].DeepClone();
            left["metadata"] = new JsonObject { ["name"] = "istiod-default-validator", ["labels"] = new JsonObject { ["istio.io/rev"] = "old" } };
            left["webhooks"]![0]!["clientConfig"]!["service"]!["name"] = "istiod-old";
            mesh.Objects["left"] = left;
        });
        yield return Fault("CA bundle empty", "VFY012", "its caBundle is empty", mesh => Hook(mesh)["caBundle"] = "");
        yield return Fault("CA bundle of another CA", "VFY012", "and configmap/istio-ca-root-cert in istio-system has 'O=Istio, CN=Root CA'", mesh => Hook(mesh)["caBundle"] = mesh.ForeignBundle);
        yield return Fault("CA bundle that is none", "VFY012", "its caBundle cannot be read", mesh => Hook(mesh)["caBundle"] = "bm9uc2Vuc2U=");
        yield return Fault("CRD missing", "VFY020", "1 of the 14 of Istio 1.29 not there", mesh => mesh.Objects.Remove("customresourcedefinition/wasmplugins.extensions.istio.io"));
        yield return Fault("CRD of an older Istio", "VFY021", "it does not serve v1", mesh =>
        {
            var versions = (JsonArray)mesh.Objects["customresourcedefinition/gateways.networking.istio.io"]["spec"]!["versions"]!;
            versions.RemoveAt(0);
            versions[0]!["storage"] = true;
        });
        yield return Fault("proxy known to no istiod", "VFY030", "none of the 2 istiod asked knows it", mesh => mesh.Connections["web-1"].Clear());
        yield return Fault("proxy on two istiods", "VFY031", "hold a connection of it", mesh => mesh.Connections["web-1"].Add(ServingMesh.Connection("web-1")));
        yield return Fault("proxy rejects", "VFY032", "listener: Error adding listener 0.0.0.0_80", mesh => Listener(mesh)["lastError"] = "Error adding listener 0.0.0.0_80");
        yield return Fault("proxy stale", "VFY033", "not acknowledged: listener", mesh => Listener(mesh)["sent"] = "l2");
        yield return Fault("proxy that was sent nothing", "VFY033", "nothing was sent: listener", mesh => Listener(mesh).Clear());
        yield return Fault("certificate about to end", "VFY034", "in 60 min of 1440", mesh => mesh.Leafs["web-1"] = mesh.Leaf(TimeSpan.FromHours(1)));
        yield return Fault("certificate ended", "VFY034", "it ended 2026-11-21 07:00:00Z", mesh => mesh.Leafs["web-1"] = mesh.Leaf(TimeSpan.FromHours(-1)));
        yield return Fault("proxy of a revision that is gone", "VFY035", "its revision is old; there is istiod of default", mesh => mesh.Objects["pod/web-1"]["metadata"]!["annotations"]!["istio.io/rev"] = "old");
        yield return Fault("proxy of an older version", "VFY036", "it is 1.27.3, and istiod 1.29.0", mesh => mesh.Connections["web-1"][0]["istio_version"] = "1.27.3");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_alone_gives_its_finding_alone(object spoil, string codes, string words)
    {
        using var mesh = new VerifiedMesh();
        ((Action<ServingMesh>)spoil)(mesh.Mesh);
        await mesh.VerifyAsync();
        Assert.That(string.Join(' ', mesh.Codes), Is.EqualTo(codes));
        Assert.That(mesh.Journal.Findings[0].Evidence, Does.Contain(words));
        Assert.That(mesh.Ended.Note, codes is "VFY036" ? Does.Contain("serves") : Does.Contain("does not really serve"));
    }

    [Test]
    public async Task What_is_under_way_is_asked_about_once_more()
    {
        using var mesh = new VerifiedMesh();
        Listener(mesh.Mesh)["sent"] = "l2";
        mesh.Mesh.Connections["web-2"].Clear();
        mesh.Meanwhile = () =>
        {
            Listener(mesh.Mesh)["acked"] = "l2";
            mesh.Mesh.Connections["web-2"].Add(ServingMesh.Connection("web-2"));
        };
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Ended.Status, Is.EqualTo(StepStatus.Executed));
    }

    [Test]
    public async Task A_hundred_proxies_cut_off_are_one_finding()
    {
        using var mesh = new VerifiedMesh();
        for (var number = 0; number < 100; number++)
        {
            var pod = (JsonObject)mesh.Mesh.Objects["pod/web-1"].DeepClone();
            pod["metadata"]!["name"] = $"more-{number:000}";
            mesh.Mesh.Objects[$"pod/more-{number:000}"] = pod;
            mesh.Mesh.Leafs[$"more-{number:000}"] = mesh.Mesh.Leafs["web-1"];
        }

        await mesh.VerifyAsync();
        var finding = mesh.Journal.Findings.Single();
        Assert.That((finding.Code, finding.Subject), Is.EqualTo(("VFY030", "100 proxies")));
        Assert.That(finding.Evidence.Split('\n'), Has.Length.EqualTo(11).And.Some.EqualTo("and 90 more"));
        Assert.That(mesh.Notes, Does.Contain("and 80 more").And.Contain("2 of 102 proxies synced"));
        Assert.That(mesh.Report.Items("proxies").Count(), Is.EqualTo(102));
    }

    [Test]
    public async Task A_proxy_that_is_not_ready_is_called_that_alone()
    {
        using var mesh = new VerifiedMesh { Behaviours = [new() { Image = "*proxyv2*", Outcome = Outcome.NeverReady }] };
        mesh.Mesh.Connections["web-1"].Clear();
        mesh.Mesh.Connections["web-2"].Clear();
        await mesh.VerifyAsync();
        Assert.That(mesh.Codes, Is.EqualTo(new[] { "VFY037" }));
    }

    [Test]
    public async Task An_image_of_another_processor_is_called_that()
    {
        using var mesh = new VerifiedMesh { Behaviours = [new() { Image = "*pilot*", Outcome = Outcome.CrashLoops, Log = ["exec /usr/local/bin/pilot-discovery: exec format error"] }] };
        await mesh.VerifyAsync();
        Assert.That(mesh.Codes, Is.EqualTo(new[] { "VFY001", "VFY004", "VFY011", "VFY011" }));
        Assert.That(mesh.Journal.Findings[1].Evidence, Does.StartWith("discovery of pod/istiod-").And.EndWith("exec format error, on node node-1 of arm64"));
    }

    [Test]
    public async Task A_configured_part_that_is_not_there_is_missing()
    {
        using var mesh = new VerifiedMesh();
        mesh.Istio = mesh.Istio with { Cni = new() { Enabled = true }, Ztunnel = new() { Enabled = true }, Gateways = [new() { Name = "ingress", Namespace = "beta" }] };
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}"), Is.EqualTo(new[] { "VFY002 CNI plugin in istio-system", "VFY002 ztunnel in istio-system", "VFY002 gateway ingress in beta" }));
    }

    [Test]
    public async Task Another_revision_that_is_there_is_left_to_its_own_look()
    {
        using var mesh = new VerifiedMesh();
        var canary = (JsonObject)mesh.Mesh.Objects["deployment/istiod"].DeepClone();
        canary["metadata"] = new JsonObject { ["name"] = "istiod-canary", ["namespace"] = "istio-system", ["labels"] = new JsonObject { ["app"] = "istiod", ["istio.io/rev"] = "canary" } };
        canary["spec"]!["selector"]!["matchLabels"]!["istio.io/rev"] = "canary";
        canary["spec"]!["template"]!["metadata"]!["labels"]!["istio.io/rev"] = "canary";
        canary["spec"]!["replicas"] = 0;
        mesh.Mesh.Objects["canary"] = canary;
        mesh.Mesh.Objects["pod/web-1"]["metadata"]!["annotations"]!["istio.io/rev"] = "canary";
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain("1 of 1 proxies synced on one istiod; 1 of other revisions"));

        using var other = new VerifiedMesh();
        other.Mesh.Objects["canary"] = canary;
        other.Mesh.Objects["pod/web-1"] = mesh.Mesh.Objects["pod/web-1"];
        Assert.That((await other.ExamineAsync("canary")).Select(finding => finding.Code), Is.EqualTo(new[] { "VFY001", "VFY010", "VFY010", "VFY035" }));
        Assert.That(other.Journal.Findings, Is.Empty, "the other verb tells them");
    }

    private static IEnumerable<TestCaseData> Unseen()
    {
        yield return new TestCaseData(new (string, string?)[] { ("pods/exec", "istio-system"), ("pods/exec", "beta") }, "the 2 proxies: no istiod could be asked").SetArgDisplayNames("exec");
        yield return new TestCaseData(new (string, string?)[] { ("pods/exec", "beta") }, "the certificates of 2 of 2 proxies").SetArgDisplayNames("exec in beta");
        yield return new TestCaseData(new (string, string?)[] { ("pods", null) }, "proxies: the user may not read pods").SetArgDisplayNames("pods");
        yield return new TestCaseData(new (string, string?)[] { ("customresourcedefinitions", null) }, "CRDs: ").SetArgDisplayNames("CRDs");
        yield return new TestCaseData(new (string, string?)[] { ("mutatingwebhookconfigurations", null) }, "mutating webhooks: ").SetArgDisplayNames("webhooks");
        yield return new TestCaseData(new (string, string?)[] { ("endpointslices", "istio-system") }, "what is behind mutatingwebhookconfiguration/istio-sidecar-injector: ").SetArgDisplayNames("endpoints");
        yield return new TestCaseData(new (string, string?)[] { ("configmaps", "istio-system") }, "configmap/istio-ca-root-cert in istio-system, which").SetArgDisplayNames("root");
        yield return new TestCaseData(new (string, string?)[] { ("nodes", null) }, "the architecture of nodes: ").SetArgDisplayNames("nodes");
    }

    [TestCaseSource(nameof(Unseen))]
    public async Task What_may_not_be_read_is_not_evaluated_and_no_finding((string, string?)[] forbidden, string words)
    {
        using var mesh = await new VerifiedMesh { Forbidden = forbidden }.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain($"not evaluated: {words}"));
        Assert.That(mesh.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task A_pod_that_hangs_holds_nobody_up()
    {
        using var mesh = await new VerifiedMesh { Hangs = pod => pod == "web-1" }.VerifyAsync(TimeSpan.FromSeconds(3));
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain("proxies, pod/web-1 in beta for one: the time for asking was over"));
    }

    [TestCase("404 page not found", "the answer is no JSON")]
    [TestCase("{}", "the answer is no list of proxies")]
    public async Task Where_one_istiod_answers_nonsense_those_it_may_know_are_not_evaluated(string output, string words)
    {
        string? silent = null;
        using var mesh = new VerifiedMesh
        {
            // The one that is asked first.
            Instead = (pod, command) => command.StartsWith("pilot-discovery", StringComparison.Ordinal) && pod == (Interlocked.CompareExchange(ref silent, pod, null) ?? pod) ? new(0, output, "") : null,
        };
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain(words).And.Contain("not evaluated: 1 proxies that no istiod knows of those that could be asked"));
        Assert.That(mesh.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public async Task A_tag_stands_for_its_revision_and_its_webhook_is_looked_at()
    {
        using var mesh = new VerifiedMesh();
        var tag = (JsonObject)mesh.Mesh.Objects["mutatingwebhookconfiguration/istio-sidecar-injector"].DeepClone();
        tag["metadata"] = new JsonObject { ["name"] = "istio-revision-tag-stable", ["labels"] = new JsonObject { ["istio.io/rev"] = "default", ["istio.io/tag"] = "stable" } };
        mesh.Mesh.Objects["tag"] = tag;
        mesh.Mesh.Objects["pod/web-1"]["metadata"]!["annotations"]!["istio.io/rev"] = "stable";
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain("mutatingwebhookconfiguration/istio-revision-tag-stable").And.Contain("2 of 2 proxies synced"));
    }

    [Test]
    public async Task A_webhook_that_leads_out_of_the_cluster_is_said_and_not_asked()
    {
        using var mesh = new VerifiedMesh();
        Hook(mesh.Mesh).Remove("service");
        Hook(mesh.Mesh)["url"] = "https://istiod.example:15017/inject";
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain("not evaluated: mutatingwebhookconfiguration/istio-sidecar-injector: it leads to https://istiod.example:15017/inject, outside of this cluster"));
    }

    [TestCase("ingress")]
    [TestCase("other")]
    public async Task A_gateway_is_found_by_its_name_or_its_release(string name)
    {
        using var mesh = new VerifiedMesh();
        mesh.Istio = mesh.Istio with { Gateways = [new() { Name = "ingress", Namespace = "beta" }] };
        mesh.Mesh.Objects["gateway"] = VerifiedMesh.Json($$"""
            { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "{{name}}", "namespace": "beta", "annotations": { "meta.helm.sh/release-name": "ingress" } },
              "spec": { "selector": { "matchLabels": { "app": "ingress" } }, "template": { "metadata": { "labels": { "app": "ingress" } }, "spec": { "containers": [{ "name": "app", "image": "docker.io/library/web:1" }] } } } }
            """);
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain($"deployment/{name} in beta"));
    }

    [Test]
    public async Task Without_a_configured_version_the_image_of_istiod_says_it()
    {
        using var mesh = new VerifiedMesh { Istio = new() };
        Container(mesh.Mesh)["image"] = "private.example/pilot:1.29.0-distroless";
        await mesh.VerifyAsync();
        Assert.That(mesh.Journal.Findings, Is.Empty);
        Assert.That(mesh.Notes, Does.Contain("Istio 1.29.0\n"));
    }

    [Test]
    public void Where_there_is_no_istiod_of_the_revision_the_others_are_named()
    {
        using var mesh = new VerifiedMesh { Istio = new() { Revision = "blue" } };
        Assert.That(() => mesh.VerifyAsync(), Throws.TypeOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.NoInput).And.Message.Contains("there is no istiod of revision blue in istio-system of locust, only of default"));
    }

    private static TestCaseData Fault(string name, string codes, string words, Action<ServingMesh> spoil) => new TestCaseData(spoil, codes, words).SetArgDisplayNames(name);

    private static JsonObject Container(ServingMesh mesh) => mesh.Objects["deployment/istiod"].Child("spec", "template", "spec").Items("containers").First();

    private static JsonObject Hook(ServingMesh mesh) => mesh.Objects["mutatingwebhookconfiguration/istio-sidecar-injector"].Items("webhooks").First().Child("clientConfig")!;

    private static JsonObject Listener(ServingMesh mesh) => ServingMesh.Listener(mesh.Connections["web-1"][0]);
}
