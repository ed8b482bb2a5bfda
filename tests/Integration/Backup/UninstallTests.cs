using System.Runtime.Versioning;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Backup;

/// <summary>Mesh.UninstallIstio as a user runs it, with the real helm on a real API server.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class UninstallTests
{
    [Test]
    public async Task A_mesh_goes_in_order_only_when_nobody_needs_it_and_with_purge_to_the_last_object()
    {
        await using var mesh = await MeshOnServer.OpenAsync();
        var helm = await mesh.HelmAsync();
        await mesh.DefineAsync();
        await mesh.FillAsync();
        await InstallAsync(mesh, helm);
        var before = await mesh.ObjectsAsync();
        await mesh.Plane.KubectlAsync("label", "namespace", "beta", "istio-injection=enabled");

        var used = await mesh.RunAsync("Mesh.UninstallIstio", "--yes");
        Assert.That(used.ExitCode, Is.EqualTo(79), used.ToString());
        Assert.That(used.LastErrorLine, Does.Contain("namespace/beta: label istio-injection=enabled"));

        await mesh.Plane.KubectlAsync("label", "namespace", "beta", "istio-injection-");
        var unsaid = await mesh.RunAsync("Mesh.UninstallIstio");
        Assert.That(unsaid.ExitCode, Is.EqualTo(78), unsaid.ToString());
        Assert.That(unsaid.Output, Does.Contain("release istiod in istio-system: istiod-1.28.0, revision default").And.Contain("configmap/istio-ca-root-cert in gamma"));

        var position = mesh.Plane.AuditLog.Position;
        var dry = await mesh.RunAsync("Mesh.UninstallIstio", "--purge", "--dry-run");
        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(mesh.Plane.AuditLog.Mutations(position).Where(request => request.User == "mesh-test-admin"), Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);

        var plain = await mesh.RunAsync("Mesh.UninstallIstio", "--yes");
        Assert.That(plain.ExitCode, Is.Zero, plain.ToString());
        Assert.That(plain.Output.IndexOf("uninstall release istiod", StringComparison.Ordinal), Is.GreaterThan(0).And.LessThan(plain.Output.IndexOf("uninstall release istio-base", StringComparison.Ordinal)));
        Assert.That((await mesh.Plane.KubectlAsync("get", "deployment,service,mutatingwebhookconfiguration", "-n", "istio-system", "-o", "name")).Output, Is.Empty);
        Assert.That(await mesh.ObjectsAsync(), Is.EqualTo(before), "no CRD has gone");

        var purge = await mesh.RunAsync("Mesh.UninstallIstio", "--yes", "--purge");
        Assert.That(purge.ExitCode, Is.Zero, purge.ToString());
        Assert.That(purge.Output, Does.Contain("proven: nothing of the mesh in istio-system is left"));
        Assert.That((await mesh.Plane.KubectlAsync("get", "crd", "-o", "name")).Output, Does.Not.Contain("istio.io").And.Contain("httproutes.gateway.networking.k8s.io"));
        Assert.That((await mesh.Plane.KubectlAsync("get", "configmap", "-A", "-o", "name")).Output, Does.Not.Contain("istio-ca-root-cert"));

        await mesh.SucceedAsync("Mesh.RestoreIstio");
        Assert.That(await mesh.ObjectsAsync(), Is.EqualTo(before), "the backup that was made before brings all of it back");
    }

    private static string Chart(string name) => $"apiVersion: v2\nname: {name}\nversion: 1.28.0\nappVersion: 1.28.0\n";

    private static async Task InstallAsync(MeshOnServer mesh, string helm)
    {
        var root = mesh.Folder;
        mesh.Write("charts/base/Chart.yaml", Chart("base"));
        mesh.Write("charts/base/templates/all.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: istio-reader-service-account }\n");
        mesh.Write("charts/istiod/Chart.yaml", Chart("istiod"));
        mesh.Write("charts/istiod/templates/all.yaml", """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: istiod, labels: { app: istiod } }
            spec: { selector: { matchLabels: { app: istiod } }, template: { metadata: { labels: { app: istiod } }, spec: { containers: [{ name: discovery, image: "registry.invalid/pilot:1" }] } } }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: istiod, labels: { app: istiod } }
            spec: { selector: { app: istiod }, ports: [{ port: 443, targetPort: 15017 }] }
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: istio-sidecar-injector, labels: { app: sidecar-injector, istio.io/rev: default } }
            webhooks:
              - name: namespace.sidecar-injector.istio.io
                clientConfig: { service: { name: istiod, namespace: istio-system, path: /inject } }
                rules: [{ operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods] }]
                namespaceSelector: { matchLabels: { istio-injection: enabled } }
                sideEffects: None
                admissionReviewVersions: [v1]
            """);
        foreach (var (name, chart) in new[] { ("istio-base", "base"), ("istiod", "istiod") })
        {
            var installed = await Environment.Command.RunAsync(helm, ["install", name, Path.Combine(root, "charts", chart), "-n", "istio-system", "--kubeconfig", mesh.Plane.AdminKubeconfig], new Dictionary<string, string?> { ["HOME"] = root }, "");
            Assert.That(installed.ExitCode, Is.Zero, installed.Error);
        }

        // What istiod makes by itself in every namespace.
        await mesh.Plane.KubectlWithInputAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: istio-ca-root-cert, namespace: gamma, labels: { istio.io/config: "true" } }
            """, "apply", "-f", "-");
    }
}
