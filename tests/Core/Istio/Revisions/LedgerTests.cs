using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>Where an upgrade stands, and who holds it.</summary>
public sealed class LedgerTests
{
    private const string Injected = "istio-injection=enabled";

    [Test]
    public async Task A_second_run_beside_one_that_lives_is_refused()
    {
        using var stage = await HeldAsync();
        stage.BeforeRead = async () => await SetAsync(stage, "renewed", Guid.NewGuid().ToString());
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.Refused, "another run is at work on this upgrade: someone/1"));
        Assert.That(stage.Seen.Writes, Is.Empty);
    }

    [Test]
    public async Task One_that_does_not_renew_its_hold_is_taken_for_dead()
    {
        using var stage = await HeldAsync();
        await stage.UpgradeAsync();
        Assert.That(stage.Heard, Does.Contain("taken over from someone/1, which did not renew its hold for 30s"));
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
    }

    [Test]
    public async Task Yes_takes_it_at_once_and_the_other_can_write_nothing_more()
    {
        using var stage = await HeldAsync();
        await stage.UpgradeAsync(yes: true);
        Assert.That(stage.Heard, Does.Contain("taken over from someone/1, as --yes says"));
    }

    [Test]
    public async Task A_run_that_was_taken_for_dead_is_refused_by_the_server()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.BeforeWrite = async write =>
        {
            if (write == "patch namespace/a")
            {
                await SetAsync(stage, "holder", "someone/2");
            }
        };
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.Refused, "another run has taken over the upgrade of istio-system"));
        Assert.That((await stage.MapAsync()).Text("data", "holder"), Is.EqualTo("someone/2"), "it is not let go of for the other");
    }

    [Test]
    public async Task Told_to_stop_it_lets_go_at_once_undoes_nothing_and_the_next_run_goes_on()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}");
        using var stop = new CancellationTokenSource();
        stage.BeforeWrite = write => write == "patch deployment/web in b" ? stop.CancelAsync() : Task.CompletedTask;
        Assert.That(() => stage.UpgradeAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.Multiple(async () =>
        {
            Assert.That((await stage.MapAsync()).Text("data", "holder"), Is.Empty);
            Assert.That(await stage.LabelsAsync("b"), Is.EqualTo("istio.io/rev=1-29-0"));
            Assert.That((await stage.StateAsync()).Batches.Select(batch => batch.State), Is.EqualTo([BatchState.Moved, BatchState.Moving]));
        });
        stage.BeforeWrite = _ => Task.CompletedTask;

        await stage.UpgradeAsync();

        Assert.That(stage.Heard, Does.Not.Contain("taken over"));
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
    }

    [TestCase("", TestName = "Empty")]
    [TestCase("null", TestName = "Null")]
    [TestCase("{}", TestName = "Nothing said")]
    [TestCase("{\"form\":\"canary\",\"old\":\"default\",\"new\":\"x\",\"to\":\"1\",\"batches\":[null]}", TestName = "A batch that is null")]
    [TestCase("{\"form\":\"canary\",\"old\":\"default\",\"new\":\"x\",\"to\":\"1\",\"labels\":{\"a\":null}}", TestName = "Labels that are null")]
    [TestCase("{\"form\":\"canary\",\"old\":\"default\",\"new\":\"x\",\"to\":\"1\",\"phase\":\"later\"}", TestName = "A phase that is none")]
    [TestCase("{\"form\":\"canary\",\"old\":\"default\",\"new\":\"x\",\"to\":\"1\",\"more\":1}", TestName = "More than there is")]
    [TestCase("[[[[", TestName = "No JSON")]
    public void A_state_that_someone_has_spoilt_is_said_to_be_so(string text) =>
        Assert.That(() => UpgradeState.Read(text, "configmap/mesh-upgrade"), Fails.With(ExitCode.MalformedInput, "configmap/mesh-upgrade does not say where the upgrade stands"));

    [Test]
    public void A_state_is_read_as_it_was_written()
    {
        var state = new UpgradeState("canary", "default", "1-29-0", null, "1.29.0")
        {
            Phase = UpgradePhase.RolledBack, Backup = "/b", Ended = true,
            Batches = [new Batch(["a"]) { State = BatchState.Returning, Started = DateTimeOffset.UnixEpoch, Why = "no", Marks = new Dictionary<string, string?> { ["deployment/web in a"] = null } }],
            Labels = new Dictionary<string, InjectionLabels> { ["a"] = new("enabled", null) },
            Tags = new Dictionary<string, string?> { ["default"] = null, ["prod"] = "default" },
            Releases = new Dictionary<string, InstalledChart> { ["istiod"] = new(3, "istiod-1.28.0") },
        };
        Assert.That(UpgradeState.Read(state.Text, "here").Text, Is.EqualTo(state.Text));
        Assert.That(state.Text, Does.Contain("\"state\": \"returning\"").And.Contain("\"phase\": \"rolled-back\"").And.Contain("\"default\": null"));
    }

    [Test]
    public async Task An_upgrade_to_something_else_is_refused_while_one_is_under_way()
    {
        using var stage = new UpgradeStage($"a {Injected}", $"b {Injected}");
        stage.Bad.Add("b");
        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "b (metric"));
        stage.Version = "1.30.0";
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.FindingsFound, "an upgrade from default to 1-29-0 (1.29.0, canary) is under way, and not one to 1-30-0"));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["UPG010"]));
        await Task.CompletedTask;
    }

    private static async Task<UpgradeStage> HeldAsync()
    {
        var stage = new UpgradeStage($"a {Injected}");
        Assert.That(() => stage.UpgradeAsync(diesAt: 4, after: true), Throws.InstanceOf<MortalCluster.DeathException>());
        await SetAsync(stage, "holder", "someone/1");
        return stage;
    }

    private static Task<JsonObject> SetAsync(UpgradeStage stage, string key, string value) =>
        stage.Cluster.PatchAsync(ResourceKind.ConfigMap, UpgradeStage.Ns, UpgradeLedger.Name, PatchType.Merge, new JsonObject { ["data"] = new JsonObject { [key] = value } }, false, default);
}
