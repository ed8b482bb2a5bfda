using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Istio.Backup;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>A mesh goes only when nothing needs it, and what goes is said before.</summary>
public sealed class RemovalTests
{
    // Without what points to the default revision.
    private static readonly string Unused = MeshScenario.Objects.Replace("istio-injection: enabled", "team: b", StringComparison.Ordinal).Replace("gatewayClassName: istio", "gatewayClassName: nginx", StringComparison.Ordinal);

    private static string Mesh(string more = "", string revision = "", string? objects = null) => $"{MeshScenario.Contexts}{MeshScenario.Releases(revision)}objects:\n{MeshScenario.Definitions}{objects ?? Unused}{more}";

    private const string RootCert = "  - { apiVersion: v1, kind: ConfigMap, metadata: { name: istio-ca-root-cert, namespace: beta, labels: { istio.io/config: 'true' } }, data: {} }\n";

    [Test]
    public async Task Releases_go_gateways_first_and_base_last_and_what_stays_is_said()
    {
        using var stage = new BackupStage(Mesh(RootCert));
        await stage.RemoveAsync();
        Assert.Multiple(() =>
        {
            Assert.That(stage.Journal.Changes.Select(change => $"{change.Action} {change.Subject}"),
                Is.EqualTo(new[] { "uninstall release ingress in edge", "uninstall release istiod in istio-system", "uninstall release istio-base in istio-system" }));
            Assert.That(stage.Heard, Does.Contain("left, since no release takes it along (--purge does): configmap/istio-ca-root-cert in beta, gatewayclass/istio, "));
            Assert.That(stage.Step.Note, Is.EqualTo("3 releases removed, 5 objects left"));
            Assert.That(Directory.Exists(stage.Backups), Is.False, "no CRD goes");
        });
        Assert.That(await stage.FindAsync("apps/v1", "Deployment", "istio-system", "istiod"), Is.Null);
        Assert.That(await stage.FindAsync("networking.istio.io/v1", "VirtualService", "beta", "web"), Is.Not.Null);
        await stage.RemoveAsync(purge: true);
        Assert.That(stage.Step.Note, Does.EndWith("nothing is left"));
    }

    [Test]
    public async Task Purge_takes_everything_of_Istio_after_a_backup_that_brings_it_back()
    {
        using var stage = new BackupStage(Mesh(RootCert));
        await stage.RemoveAsync(purge: true);
        Assert.Multiple(() =>
        {
            Assert.That(stage.FindAsync("networking.istio.io/v1", "VirtualService", "beta", "web").Result, Is.Null);
            Assert.That(stage.FindAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition", null, "gateways.gateway.networking.k8s.io").Result, Is.Not.Null, "others use the Gateway API too");
            Assert.That(stage.FindAsync("v1", "ConfigMap", "beta", "istio-ca-root-cert").Result, Is.Null);
            Assert.That(stage.FindAsync("v1", "Namespace", null, "istio-system").Result, Is.Not.Null);
            Assert.That(stage.Heard, Does.Contain("proven: nothing of the mesh in istio-system is left but namespace istio-system"));
        });
        await stage.RestoreAsync();
        Assert.That(await stage.FindAsync("networking.istio.io/v1", "VirtualService", "beta", "web"), Is.Not.Null);
    }

    [Test]
    public async Task Without_yes_it_says_what_would_go_and_ends_with_78()
    {
        using var stage = new BackupStage(Mesh());
        Assert.That(() => stage.RemoveAsync(yes: false), Fails.With(ExitCode.Configuration, "the mesh in istio-system is not removed without --yes: 3 releases would go"));
        Assert.That(stage.Heard, Does.Contain("release ingress in edge: gateway-1.28.0, 1 objects\nrelease istiod in istio-system: istiod-1.28.0, revision default, 4 objects"));
        Assert.That(await stage.FindAsync("apps/v1", "Deployment", "istio-system", "istiod"), Is.Not.Null);
    }

    [Test]
    public async Task A_dry_run_needs_no_yes_and_changes_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun, [Values] bool purge)
    {
        using var stage = new BackupStage(Mesh(RootCert));
        await stage.RemoveAsync(purge: purge, yes: false, dryRun: dryRun);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Cluster().Writes, Is.Empty);
            Assert.That(stage.Journal.Changes, Has.All.Property("Executed").False);
            Assert.That(stage.Journal.Changes.Count, Is.EqualTo(purge ? 9 : 3), "with --purge the backup, a ConfigMap, a GatewayClass and three CRDs more");
            Assert.That(stage.FindAsync("apps/v1", "Deployment", "istio-system", "istiod").Result, Is.Not.Null);
            Assert.That(Directory.Exists(stage.Backups), Is.False);
        });
    }

    [Test]
    public async Task While_something_points_to_it_it_stays_and_purge_says_who_is_left_alone()
    {
        using var stage = new BackupStage(Mesh(objects: MeshScenario.Objects));
        Assert.That(() => stage.RemoveAsync(), Fails.With(ExitCode.FindingsFound, "2 still point to it, the first namespace/beta: label istio-injection=enabled means the default revision"));
        Assert.That(stage.Journal.Findings.Single().Evidence, Does.Contain("gateway/edge in gamma: it names no revision"));
        Assert.That(stage.Cluster().Writes, Is.Empty);
        await stage.RemoveAsync(purge: true);
        Assert.That(stage.Codes, Does.Contain("REV002"));
        Assert.That(stage.Step.Note, Does.EndWith("nothing is left"));
    }

    [Test]
    public async Task One_revision_goes_alone_and_never_while_a_tag_stands_for_it()
    {
        const string tag = "  - { apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: { name: istio-revision-tag-prod, labels: { istio.io/tag: prod, istio.io/rev: 1-28 } }, webhooks: [{ name: v, clientConfig: { service: { name: istiod-1-28, namespace: istio-system } } }] }\n";
        using var stage = new BackupStage(Mesh(tag, "1-28"));
        Assert.That(() => stage.RemoveAsync("1-28", purge: true), Fails.With(ExitCode.FindingsFound, "mutatingwebhookconfiguration/istio-revision-tag-prod: tag prod stands for it"));
        await stage.Cluster().DeleteAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-prod", false, default);
        stage.Cluster().Writes.Clear();

        await stage.RemoveAsync("1-28");

        Assert.That(stage.Journal.Changes.Select(change => change.Subject), Is.EqualTo(new[] { "release istiod-1-28 in istio-system" }));
        Assert.That(await stage.FindAsync("apps/v1", "Deployment", "edge", "ingress"), Is.Not.Null);
        Assert.That(() => stage.RemoveAsync("1-28"), Fails.With(ExitCode.NoInput, "there is no revision 1-28 in istio-system, nor any other"));
    }

    [TestCase("1.28", ExitCode.Usage, "which is no revision")]
    [TestCase("1-29", ExitCode.NoInput, "there is no revision 1-29 in istio-system; there are default")]
    public void A_revision_that_is_not_there_is_said(string revision, int exitCode, string said)
    {
        using var stage = new BackupStage(Mesh());
        Assert.That(() => stage.RemoveAsync(revision), Fails.With(exitCode, said));
    }

    [Test]
    public async Task A_mesh_that_helm_did_not_install_is_listed_and_removed_with_purge_only()
    {
        const string istioctl = """
              - { apiVersion: apps/v1, kind: Deployment, metadata: { name: istiod, namespace: istio-system, labels: { app: istiod, operator.istio.io/component: Pilot } }, spec: { selector: { matchLabels: { app: istiod } }, template: { metadata: { labels: { app: istiod } }, spec: { containers: [{ name: d, image: p }] } } } }
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: mine, namespace: istio-system }, data: {} }
              - { apiVersion: v1, kind: Secret, metadata: { name: cacerts, namespace: istio-system }, data: {} }
              - { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: istiod-clusterrole-istio-system }, rules: [] }
              - { apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: istio-validator-istio-system, labels: { istio.io/rev: default } }, webhooks: [] }

            """;
        using var stage = new BackupStage($"{MeshScenario.Contexts}objects:\n{MeshScenario.Definitions}{Unused}{istioctl}");
        Assert.That(() => stage.RemoveAsync(), Fails.With(ExitCode.Configuration, "was not installed by helm"));
        Assert.That(stage.Heard, Does.Contain("deployment/istiod in istio-system").And.Contain("clusterrole/istiod-clusterrole-istio-system"));
        await stage.RemoveAsync(purge: true);
        Assert.That(stage.Cluster().Writes[0], Is.EqualTo("delete validatingwebhookconfiguration/istio-validator-istio-system"));
        Assert.That(await stage.FindAsync("apps/v1", "Deployment", "istio-system", "istiod"), Is.Null);
        Assert.That(await stage.FindAsync("v1", "ConfigMap", "istio-system", "mine"), Is.Not.Null);
        Assert.That(await stage.FindAsync("v1", "Secret", "istio-system", "cacerts"), Is.Not.Null);
        await stage.RemoveAsync(purge: true);
        Assert.That(stage.Step.Note, Is.EqualTo("nothing to remove"));
    }

    [Test]
    public void Another_mesh_of_the_cluster_keeps_its_CRDs()
    {
        using var stage = new BackupStage(Mesh("  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: istiod, namespace: mesh-two, labels: { app: istiod } }, spec: { selector: { matchLabels: { app: istiod } }, template: { metadata: { labels: { app: istiod } }, spec: { containers: [{ name: d, image: p }] } } } }\n"));
        Assert.That(() => stage.RemoveAsync(purge: true), Fails.With(ExitCode.FindingsFound, "another mesh of this cluster shares its CRDs and CNI, deployment/istiod in mesh-two"));
    }

    [Test]
    public async Task What_a_finalizer_holds_is_named_when_the_time_is_over()
    {
        using var stage = new BackupStage(Mesh(RootCert));
        await stage.PatchAsync("v1", "ConfigMap", "beta", "istio-ca-root-cert", """{"metadata":{"finalizers":["x.example/held"]}}""");
        Assert.That(() => stage.RemoveAsync(purge: true), Fails.With(ExitCode.TimeLimit, "configmap/istio-ca-root-cert in beta"));
    }
}
