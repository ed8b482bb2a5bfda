using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Contracts;
using Mesh.Core.Model.Objects;

namespace Mesh.Integration.Verification;

/// <summary>Mesh.VerifyIstio as a user runs it, on a real API server that passes its questions on to the containers: a mesh that serves, and each fault alone.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class VerifyIstioTests
{
    private MeshSite site = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => site = await MeshSite.OpenAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await (site?.DisposeAsync() ?? default);

    [Test]
    public async Task A_mesh_that_serves_ends_with_0_and_nothing_is_written()
    {
        var before = site.Plane.AuditLog.Position;

        var outcome = await site.VerifyAsync("--fail-on", "warning");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("revision default serves: 1 workload, 2 webhooks, 14 CRDs, 2 of 2 proxies synced").And.Not.Contain("not evaluated"));
        Assert.That(site.Report["verification"].Items("proxies").Select(proxy => proxy.Text("istiod")), Is.Unique);
        Assert.That(site.Report["verification"].Items("workloads").Single()["architectures"]!.ToJsonString(), Is.EqualTo("""["amd64"]"""));
        Assert.That(site.Plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.IsMutation && !request.DryRun), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("webhook Service without endpoints", "VFY011 VFY011", "has no ready endpoint for port 443", mesh => mesh.Objects["service/istiod"]["spec"]!["selector"]!["app"] = "nobody");
        yield return Fault("caBundle of another CA", "VFY012", "its caBundle has", mesh => mesh.Objects["mutatingwebhookconfiguration/istio-sidecar-injector"].Items("webhooks").First()["clientConfig"]!["caBundle"] = mesh.ForeignBundle);
        yield return Fault("webhook missing", "VFY010", "mutating webhook istio-sidecar-injector", mesh => mesh.Objects.Remove("mutatingwebhookconfiguration/istio-sidecar-injector"));
        yield return Fault("CRD missing", "VFY020", "wasmplugins.extensions.istio.io", mesh => mesh.Objects.Remove("customresourcedefinition/wasmplugins.extensions.istio.io"));
        yield return Fault("wrong image", "VFY003", "it runs docker.io/istio/pilot:1.28.0", mesh => mesh.Objects["deployment/istiod"].Child("spec", "template", "spec").Items("containers").First()["image"] = "docker.io/istio/pilot:1.28.0");
        yield return Fault("proxy stale", "VFY033", "not acknowledged: listener", mesh => Listener(mesh)["sent"] = "l2");
        yield return Fault("proxy rejected", "VFY032", "listener: no such port", mesh => Listener(mesh)["lastError"] = "no such port");
        yield return Fault("proxy unknown to every istiod", "VFY030", "none of the 2 istiod asked knows it", mesh => mesh.Connections["web-1"].Clear());
        yield return Fault("proxy on two istiods", "VFY031", "hold a connection of it", mesh => mesh.Connections["web-1"].Add(ServingMesh.Connection("web-1")));
        yield return Fault("certificate about to end", "VFY034", " min of 1440", mesh => mesh.Leafs["web-1"] = mesh.Leaf(TimeSpan.FromHours(1)));
        yield return Fault("wrong revision", "VFY035", "its revision is old; there is istiod of default", mesh => mesh.Objects["pod/web-1"]["metadata"]!["annotations"]!["istio.io/rev"] = "old");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_alone_ends_with_79_and_gives_its_finding_alone(object spoil, string codes, string words)
    {
        ((Action<ServingMesh>)spoil)(site.Mesh);
        try
        {
            await site.PutAsync();

            var outcome = await site.VerifyAsync();

            Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
            Assert.That(string.Join(' ', site.Report.Items("findings").Select(finding => finding.Text("code"))), Is.EqualTo(codes));
            Assert.That(outcome.LastErrorLine, Does.Contain(codes.Split(' ')[0]));
            Assert.That(site.Report.Items("findings").First().Text("evidence"), Does.Contain(words));
        }
        finally
        {
            await site.MendAsync();
        }
    }

    [Test]
    public async Task Without_the_right_to_run_commands_the_proxies_are_not_evaluated_and_the_rest_is()
    {
        await site.ApplyAsync(
        [
            (JsonObject)JsonNode.Parse("""
                { "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": { "name": "looks" },
                  "rules": [{ "apiGroups": ["", "apps", "admissionregistration.k8s.io", "apiextensions.k8s.io", "discovery.k8s.io"], "verbs": ["get", "list"],
                    "resources": ["pods", "nodes", "namespaces", "services", "configmaps", "deployments", "daemonsets", "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "customresourcedefinitions", "endpointslices"] }] }
                """)!,
            (JsonObject)JsonNode.Parse("""
                { "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": { "name": "looks" },
                  "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "looks" }, "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "nobody-rights" }] }
                """)!,
        ]);
        try
        {
            var outcome = await site.VerifyAsync("--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

            Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
            Assert.That(outcome.Output, Does.Contain("not evaluated: the 2 proxies: no istiod could be asked").And.Contain("14 of 14 there and established"));
            Assert.That(site.Report.Items("steps").Last().Text("status"), Is.EqualTo("NotEvaluated"));
            Assert.That(site.Report.Items("findings"), Is.Empty);
        }
        finally
        {
            (await site.Plane.KubectlAsync("delete", "clusterrolebinding,clusterrole", "looks")).Succeeded();
        }

        var refused = await site.VerifyAsync("--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");
        Assert.That(refused.ExitCode, Is.EqualTo(77), refused.ToString());
        Assert.That(refused.LastErrorLine, Does.Contain("list deployments.apps in istio-system").And.Contain("list pods in istio-system"));
    }

    [Test]
    public async Task A_revision_that_is_not_there_ends_with_66()
    {
        var outcome = await site.VerifyAsync("--revision", "canary");
        Assert.That(outcome.ExitCode, Is.EqualTo(66), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("there is no istiod of revision canary in istio-system of mesh-test, only of default"));
    }

    private static TestCaseData Fault(string name, string codes, string words, Action<ServingMesh> spoil) => new TestCaseData(spoil, codes, words).SetArgDisplayNames(name);

    private static JsonObject Listener(ServingMesh mesh) => ServingMesh.Listener(mesh.Connections["web-1"][0]);
}
