using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>The way back, of both forms.</summary>
public sealed class RollbackTests
{
    private const string Injected = "istio-injection=enabled";

    [Test]
    public async Task Back_to_the_old_revision_with_tags_validator_labels_and_proof()
    {
        using var stage = new UpgradeStage($"a {Injected}", "b istio.io/rev=default");
        stage.Upgrade = stage.Upgrade with { KeepOld = true };
        var hooks = (await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-sidecar-injector", default)).At("webhooks")!.ToJsonString();
        await stage.UpgradeAsync();
        stage.Asked.Clear();

        await stage.RollbackAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo(Injected));
            Assert.That(await stage.LabelsAsync("b"), Is.EqualTo("istio.io/rev=default"));
            Assert.That(stage.Asked.Select(command => command.Environment["MESH_REVISION"]), Is.EqualTo(["default", "default"]));
            Assert.That(stage.Seen.Writes, Does.Contain("patch deployment/web in a").And.Contain("patch deployment/web in b"));
            Assert.That(await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-default", default), Is.Null);
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-sidecar-injector", default)).At("webhooks")!.ToJsonString(), Is.EqualTo(hooks.Replace("\"namespaceSelector\"", "\"namespaceSelector\"", StringComparison.Ordinal)).Or.Contain("\"istio.io/rev\":\"default\""));
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.ValidatingWebhook, null, "istiod-default-validator", default)).Items("webhooks").Single().Text("clientConfig", "service", "name"), Is.EqualTo("istiod"));
            Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.RolledBack));
            Assert.That(stage.Helm.Calls, Is.Empty, "the new revision goes with --yes only");
            Assert.That(stage.Heard, Does.Contain("revision 1-29-0 stays in istio-system; --yes removes it"));
        });

        await stage.RollbackAsync(yes: true);
        Assert.That(stage.Helm.Calls, Is.EqualTo(["uninstall istiod-1-29-0"]));
    }

    [Test]
    public async Task Killed_after_any_write_and_started_again_it_ends_as_if_nothing_had_happened()
    {
        async Task<(string Stand, int Writes)> EndAsync(int diesAt)
        {
            using var stage = new UpgradeStage($"a {Injected}", "b istio.io/rev=default");
            stage.Upgrade = stage.Upgrade with { KeepOld = true };
            await stage.UpgradeAsync();
            var died = false;
            try
            {
                await stage.RollbackAsync(diesAt: diesAt, after: true);
            }
            catch (MortalCluster.DeathException)
            {
                died = true;
            }

            var writes = stage.Seen.Writes.Count;
            await (died ? stage.RollbackAsync() : Task.CompletedTask);
            return (await stage.StandAsync(), writes);
        }

        var (whole, all) = await EndAsync(0);
        for (var at = 1; at < all; at++)
        {
            Assert.That((await EndAsync(at)).Stand, Is.EqualTo(whole), $"died of write {at} of {all}");
        }
    }

    [Test]
    public async Task In_the_middle_of_an_upgrade_what_has_moved_goes_back_and_an_upgrade_is_refused_meanwhile()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}", $"c {Injected}");
        stage.Bad.Add("b");
        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "b (metric"));
        Assert.That(() => stage.RollbackAsync(diesAt: 3, after: true), Throws.InstanceOf<MortalCluster.DeathException>());
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.FindingsFound, "is on its way back"));
        await stage.RollbackAsync();
        Assert.Multiple(async () =>
        {
            foreach (var ns in new[] { "a", "b", "c" })
            {
                Assert.That(await stage.LabelsAsync(ns), Is.EqualTo(Injected));
            }

            Assert.That(stage.Seen.Writes, Has.None.EqualTo("patch deployment/web in b"), "it was back already");
        });
        stage.Bad.Clear();
        await stage.UpgradeAsync();
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
    }

    [Test]
    public async Task Nothing_to_go_back_to_is_said_with_what_to_do()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        Assert.That(() => stage.RollbackAsync(), Fails.With(ExitCode.NoInput, "there is no upgrade to take back"));
        await stage.UpgradeAsync();
        Assert.That(() => stage.RollbackAsync(), Fails.With(ExitCode.NoInput, "the istiod of revision default is no longer in istio-system"));
        Assert.That(stage.Seen.Writes, Is.Empty);
        Assert.That(stage.Heard, Does.Contain("Mesh.InstallIstio without istio.revision and istio.version 1.28.0"));
    }

    [Test]
    public async Task A_tag_that_leads_nowhere_is_repaired()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.Upgrade = stage.Upgrade with { KeepOld = true };
        await stage.UpgradeAsync();
        await stage.AddAsync("""
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: istio-revision-tag-lost, labels: { istio.io/tag: lost, istio.io/rev: 1-20-0 } }
            webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { service: { name: istiod-1-20-0, namespace: istio-system } } }]
            """);
        await stage.RollbackAsync();
        Assert.Multiple(async () =>
        {
            Assert.That((await stage.Cluster.GetAsync(ResourceKind.MutatingWebhook, null, "istio-revision-tag-lost", default)).Items("webhooks").Single().Text("clientConfig", "service", "name"), Is.EqualTo("istiod"));
            Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["UPG006"]));
        });
    }

    [Test]
    public async Task A_dry_run_of_the_way_back_changes_nothing()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.Upgrade = stage.Upgrade with { KeepOld = true };
        await stage.UpgradeAsync();
        await stage.RollbackAsync(DryRun.Server, yes: true);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Seen.Writes, Is.Empty);
            Assert.That(stage.Journal.Changes.Select(change => change.Action), Is.EqualTo(["hold", "wake", "delete", "point", "restart", "uninstall"]));
            Assert.That(stage.Journal.Changes, Has.All.Property("Executed").False);
        });
    }

    [Test]
    public async Task In_place_every_namespace_is_restarted_and_a_failed_gate_takes_everything_back()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}");
        stage.Upgrade = stage.Upgrade with { Form = "in-place" };
        stage.Bad.Add("b");

        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "the control plane and every namespace went back to 1.28.0, since a batch was not let pass: b (metric"));

        Assert.Multiple(async () =>
        {
            Assert.That(stage.Steps, Is.EqualTo(["backup", "compatibility 1.28.0", "install Base default", "install Istiod default", "verify default"]));
            Assert.That(stage.Helm.Calls, Is.EqualTo(["rollback istiod 1"]), "once, although it is looked at twice");
            Assert.That(stage.Seen.Writes, Has.None.StartsWith("patch namespace"));
            Assert.That(stage.Seen.Writes.Count(write => write == "patch deployment/web in a"), Is.EqualTo(2));
            Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.RolledBack));
        });
        stage.Bad.Clear();
        await stage.UpgradeAsync();
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));

        await stage.RollbackAsync();
        Assert.That(stage.Helm.Calls, Has.Count.EqualTo(2));
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.RolledBack));
    }
}
