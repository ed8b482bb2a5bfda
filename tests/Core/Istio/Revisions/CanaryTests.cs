using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>An upgrade by a second control plane.</summary>
public sealed class CanaryTests
{
    private const string Injected = "istio-injection=enabled";

    [Test]
    public async Task Every_namespace_moves_in_its_batch_the_default_follows_and_the_old_revision_goes()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}", "c istio.io/rev=default");
        stage.Upgrade = stage.Upgrade with { Batch = 2 };

        await stage.UpgradeAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(stage.Steps, Is.EqualTo(["backup", "compatibility 1.28.0", "install Base default", "install Istiod 1-29-0", "verify 1-29-0"]));
            Assert.That(stage.Seen.Writes.Where(write => write.StartsWith("patch namespace/", StringComparison.Ordinal)), Is.EqualTo(["patch namespace/a", "patch namespace/b", "patch namespace/c", "patch namespace/a", "patch namespace/b", "patch namespace/c"]));
            Assert.That(stage.Seen.Writes.Where(write => write.StartsWith("patch deployment/", StringComparison.Ordinal)), Is.EquivalentTo(["patch deployment/web in a", "patch deployment/web in b", "patch deployment/web in c"]), "what has no proxy is left alone");
            Assert.That(stage.Asked.Select(command => command.Environment["MESH_NAMESPACES"]), Is.EqualTo(["a,b", "c"]));
            Assert.That(stage.Asked.Select(command => command.Environment["MESH_REVISION"]), Is.All.EqualTo("1-29-0"));
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo(Injected), "the label that now leads to the new revision over the default tag");
            Assert.That(stage.Helm.Calls, Is.EqualTo(["uninstall istiod"]));
            Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
            Assert.That((await stage.MapAsync()).Text("data", "holder"), Is.Empty);
            var tag = await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-default", default);
            Assert.That(tag!.Items("webhooks").Single().Text("clientConfig", "service", "name"), Is.EqualTo("istiod-1-29-0"));
            var validator = await stage.Cluster.GetAsync(ResourceKind.ValidatingWebhook, null, "istiod-default-validator", default);
            Assert.That(validator!.Items("webhooks").Single().Text("clientConfig", "service", "name"), Is.EqualTo("istiod-1-29-0"));
            Assert.That(validator!.Labels()["istio.io/rev"], Is.EqualTo("1-29-0"));
        });
    }

    [Test]
    public async Task A_second_run_has_nothing_to_do()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        await stage.UpgradeAsync();
        await stage.UpgradeAsync();
        Assert.That(stage.Seen.Writes, Is.Empty);
        Assert.That(stage.Heard, Does.Contain("nothing to do: revision 1-29-0 is the only one"));
    }

    [Test]
    public async Task One_that_is_not_let_pass_goes_back_by_itself_the_others_move_and_the_old_revision_stays()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}", $"c {Injected}");
        stage.Bad.Add("b");
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.RolloutFailed, "went back to revision default"));
        Assert.Multiple(async () =>
        {
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo("istio.io/rev=1-29-0"));
            Assert.That(await stage.LabelsAsync("b"), Is.EqualTo(Injected));
            Assert.That(await stage.LabelsAsync("c"), Is.EqualTo("istio.io/rev=1-29-0"));
            Assert.That(stage.Helm.Calls, Is.Empty);
            Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["UPG001"]));
            Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("true ended with 3: errors at 7%"));
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.Deployment, "b", "web", default)).Text("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"), Is.Null);
            Assert.That(stage.Heard, Does.Contain("1 of 3 namespaces went back to revision default, which stays: b (metric FAILED"));
            Assert.That((await stage.StateAsync()).Batches.Select(batch => batch.State), Is.EqualTo([BatchState.Moved, BatchState.Failed, BatchState.Moved]));
        });

        stage.Bad.Clear();
        stage.Steps.Clear();
        await stage.UpgradeAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(stage.Steps, Is.Empty, "what is done is not repeated");
            Assert.That(stage.Seen.Writes.Where(write => write.StartsWith("patch deployment/", StringComparison.Ordinal)), Is.EqualTo(["patch deployment/web in b"]));
            Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
        });
    }

    [Test]
    public async Task Killed_after_any_write_and_started_again_it_ends_as_if_nothing_had_happened([Values] bool failing)
    {
        async Task<(string Stand, int Writes)> EndAsync(int diesAt)
        {
            using var stage = new UpgradeStage($"a {Injected}", "b istio.io/rev=default");
            if (failing)
            {
                stage.Bad.Add("b");
            }

            var died = false;
            try
            {
                await stage.UpgradeAsync(diesAt: diesAt, after: true);
            }
            catch (MeshException exception) when (exception.ExitCode == ExitCode.RolloutFailed && failing)
            {
            }
            catch (MortalCluster.DeathException)
            {
                died = true;
            }

            var writes = stage.Seen.Writes.Count;
            if (died)
            {
                try
                {
                    await stage.UpgradeAsync();
                    Assert.That(failing, Is.False, $"died of write {diesAt}: 80 is not forgotten");
                }
                catch (MeshException exception) when (exception.ExitCode == ExitCode.RolloutFailed && failing)
                {
                    Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Does.Contain("UPG001"));
                }
            }

            return (await stage.StandAsync(), writes);
        }

        var (whole, all) = await EndAsync(0);
        Assert.That(all, Is.GreaterThan(10));
        for (var at = 1; at < all; at++)
        {
            Assert.That((await EndAsync(at)).Stand, Is.EqualTo(whole), $"died of write {at} of {all}");
        }
    }

    [Test]
    public async Task Namespaces_that_follow_a_tag_are_tried_by_name_first_and_the_tag_is_moved_once_at_the_end()
    {
        using var stage = new UpgradeStage("a istio.io/rev=prod", "b istio.io/rev=prod");
        await stage.AddAsync("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: istio-revision-tag-prod, labels: { istio.io/tag: prod, istio.io/rev: default, app: sidecar-injector } }
            webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { service: { name: istiod, namespace: istio-system } } }]
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: istiod-revision-tag-prod, namespace: istio-system, labels: { istio.io/tag: prod, istio.io/rev: default } }
            spec: { selector: { app: istiod, istio: pilot }, ports: [{ port: 443 }] }
            """);
        stage.Bad.Add("b");
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.RolloutFailed, "went back to revision default"));
        Assert.Multiple(async () =>
        {
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo("istio.io/rev=1-29-0"));
            Assert.That(await stage.LabelsAsync("b"), Is.EqualTo("istio.io/rev=prod"));
            Assert.That(stage.Seen.Writes, Has.None.Contains("tag-prod"));
        });
        stage.Bad.Clear();
        await stage.UpgradeAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo("istio.io/rev=prod"));
            Assert.That(stage.Seen.Writes.Count(write => write == "patch mutatingwebhookconfiguration/istio-revision-tag-prod"), Is.EqualTo(1));
            var tag = await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-prod", default);
            Assert.That(tag!.Items("webhooks").Single().Child("clientConfig")!.Text("caBundle"), Is.EqualTo("QQ=="), "the bundle of the new one");
            var service = await stage.Cluster.GetAsync(ResourceKind.Service, UpgradeStage.Ns, "istiod-revision-tag-prod", default);
            Assert.That(service.Texts("spec", "selector"), Is.EquivalentTo(new Dictionary<string, string> { ["app"] = "istiod", ["istio.io/rev"] = "1-29-0" }));
        });
    }

    [Test]
    public async Task A_gateway_that_follows_the_default_by_its_own_label_is_restarted_after_it_has_moved_and_takes_it_back_when_it_fails()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        await stage.AddAsync("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: gateway, namespace: plain }
            spec:
              replicas: 1
              selector: { matchLabels: { app: gateway } }
              template: { metadata: { labels: { app: gateway, sidecar.istio.io/inject: "true" } }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } }
            """);
        stage.Bad.Add("plain");
        var before = (await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-sidecar-injector", default)).Items("webhooks").Single().At("namespaceSelector")!.ToJsonString();

        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.RolloutFailed, "went back to revision default"));

        Assert.Multiple(async () =>
        {
            Assert.That(await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-default", default), Is.Null);
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-sidecar-injector", default)).Items("webhooks").Single().At("namespaceSelector")!.ToJsonString(), Is.EqualTo(before));
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.ValidatingWebhook, null, "istiod-default-validator", default)).Items("webhooks").Single().Text("clientConfig", "service", "name"), Is.EqualTo("istiod"));
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo("istio.io/rev=1-29-0"));
        });
        stage.Bad.Clear();
        await stage.UpgradeAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(stage.Seen.Writes, Does.Contain("patch deployment/gateway in plain").And.None.EqualTo("patch deployment/web in a"));
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo(Injected));
            Assert.That(stage.Helm.Calls, Is.EqualTo(["uninstall istiod"]));
        });
    }

    [Test]
    public async Task The_old_revision_stays_while_anybody_needs_it_and_everybody_is_named()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}");
        await stage.AddAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: lonely, namespace: plain, annotations: { istio.io/rev: default } }
            spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] }
            """);
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.FindingsFound, "still needed by 1"));
        Assert.Multiple(() =>
        {
            Assert.That(stage.Journal.Findings.Select(finding => (finding.Code, finding.Subject)), Does.Contain(("UPG004", "pod/lonely in plain")));
            Assert.That(stage.Helm.Calls, Is.Empty);
        });
        await stage.Cluster.DeleteAsync(ResourceKind.Pod, "plain", "lonely", false, default);
        await stage.UpgradeAsync();
        Assert.That(stage.Helm.Calls, Is.EqualTo(["uninstall istiod"]));
        Assert.That(stage.Seen.Writes, Has.None.StartsWith("patch deployment"));
    }

    [Test]
    public async Task A_tag_that_helm_would_delete_with_the_old_release_keeps_it()
    {
        using var stage = new UpgradeStage("a istio.io/rev=prod");
        const string Tag = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: istio-revision-tag-prod, labels: { istio.io/tag: prod, istio.io/rev: default, app: sidecar-injector } }
            webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { service: { name: istiod, namespace: istio-system } } }]
            """;
        await stage.AddAsync(Tag);
        stage.Helm.Manifest = Tag;
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.FindingsFound, "cannot be uninstalled"));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Does.Contain("UPG008"));
        Assert.That(stage.Helm.Calls, Is.Empty);
    }

    [Test]
    public async Task KeepOld_leaves_it_and_its_injector_silent()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.Upgrade = stage.Upgrade with { KeepOld = true };
        await stage.UpgradeAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(stage.Helm.Calls, Is.Empty);
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-sidecar-injector", default)).Items("webhooks").Single().Text("namespaceSelector", "matchLabels", "istio.io/deactivated"), Is.EqualTo("never-match"));
        });
        await stage.UpgradeAsync();
        Assert.That(stage.Heard, Does.Contain("stays as istio.upgrade.keepOld says"));
        Assert.That(stage.Seen.Writes, Is.Empty);
    }

    [Test]
    public void A_control_plane_that_is_not_sound_gets_no_namespace()
    {
        using var stage = new UpgradeStage($"a {Injected}") { Verify = () => [UpgradeFindings.Dangling.On("webhook", "broken") with { Severity = Severity.Error }] };
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.FindingsFound, "is not sound"));
        Assert.That(stage.Seen.Writes, Has.None.StartsWith("patch namespace"));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["UPG006", "UPG005"]));
    }

    [Test]
    public async Task A_dry_run_tells_every_batch_asks_the_server_and_changes_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        using var stage = new UpgradeStage($"a {Injected}", "b istio.io/rev=default");
        await stage.UpgradeAsync(dryRun);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Seen.Writes, Is.Empty);
            Assert.That(stage.Heard, Does.Contain("batch 1 of 2: a, 1 workloads with 2 proxies\n  deployment/web in a: 2 proxies").And.Contain("batch 2: b (istio.io/rev=default)"));
            Assert.That(stage.Journal.Changes.Select(change => $"{change.Action} {change.Subject}"), Is.EqualTo(new[]
            {
                "create configmap/mesh-upgrade in istio-system", "install release Base", "install release Istiod", "move namespace/a", "restart deployment/web in a", "move namespace/b", "restart deployment/web in b",
                "create mutatingwebhookconfiguration/istio-revision-tag-default", "silence mutatingwebhookconfiguration/istio-sidecar-injector", "point validatingwebhookconfiguration/istiod-default-validator",
                "uninstall release istiod in istio-system",
            }));
            Assert.That(stage.Seen.Questions, dryRun == DryRun.Server ? Has.Count.EqualTo(8) : Is.Empty);
            Assert.That(stage.Asked, Is.Empty);
            Assert.That(stage.Journal.Steps[0].Note, Does.StartWith("what only the change can show"));
        });
    }
}
