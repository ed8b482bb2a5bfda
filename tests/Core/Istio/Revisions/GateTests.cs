using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>What lets a batch pass.</summary>
public sealed class GateTests
{
    private const string Injected = "istio-injection=enabled";

    private static ProxyState Proxy(SyncState? sync, string? error = null) => new("a", "web-1", sync is null ? null : "istiod-1-29-0-x", "1-29-0", "1.29.0", sync, error);

    [TestCase("Synced", null, 0, TestName = "Synced passes")]
    [TestCase("Rejected", "rejected FAILED: 1 of 1 proxies refuse their configuration: a/web-1: bad listener", 80, TestName = "Rejected goes back")]
    [TestCase("Stale", "out-of-sync FAILED: 1 of 1 proxies out of sync: a/web-1: Stale", 80, TestName = "Stale goes back")]
    [TestCase("NotSent", "out-of-sync FAILED", 80, TestName = "Not sent goes back")]
    public async Task Sync_decides(string word, string? said, int code)
    {
        var sync = Enum.Parse<SyncState>(word);
        using var stage = new UpgradeStage($"a {Injected}") { Proxies = () => new([Proxy(sync, sync == SyncState.Rejected ? "bad listener" : null)], []) };
        if (code == 0)
        {
            await stage.UpgradeAsync();
            Assert.That(stage.Journal.Findings, Is.Empty);
            return;
        }

        Assert.That(() => stage.UpgradeAsync(), Fails.With(code, said!));
        Assert.That(stage.Asked, Is.Empty, "the metric command is not asked about what goes back anyway");
    }

    [Test]
    public async Task Within_the_configured_numbers_it_passes()
    {
        using var stage = new UpgradeStage($"a {Injected}") { Proxies = () => new([Proxy(SyncState.Rejected, "x"), Proxy(SyncState.Stale)], []) };
        stage.Upgrade = stage.Upgrade with { MaxOutOfSync = 1, MaxRejected = 1 };
        await stage.UpgradeAsync();
        Assert.That((await stage.StateAsync()).Phase, Is.EqualTo(UpgradePhase.Done));
    }

    [Test]
    public async Task What_cannot_be_asked_is_told_and_does_not_stop()
    {
        using var stage = new UpgradeStage($"a {Injected}") { Proxies = () => new([Proxy(null)], ["pod/istiod-1: exec refused\u001b[31m"]) };
        await stage.UpgradeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(stage.Journal.Findings.Select(finding => (finding.Code, finding.Severity)), Is.EqualTo([("UPG003", Severity.Warning)]));
            Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("out-of-sync not evaluated").And.Not.Contain("\u001b"));
        });
    }

    [Test]
    public void A_proxy_that_no_istiod_knows_although_all_were_asked_is_out_of_sync()
    {
        using var stage = new UpgradeStage($"a {Injected}") { Proxies = () => new([Proxy(null)], []) };
        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "known to no istiod"));
    }

    [Test]
    public void An_istiod_that_may_not_be_asked_at_all_is_told()
    {
        using var stage = new UpgradeStage($"a {Injected}") { Proxies = () => throw new MeshException(ExitCode.Forbidden, "may not exec", "") };
        Assert.That(() => stage.UpgradeAsync(), Throws.Nothing);
        Assert.That(stage.Journal.Findings[0].Evidence, Does.Contain("may not exec"));
    }

    [Test]
    public async Task A_workload_whose_new_pods_are_refused_goes_back_to_the_pods_it_had()
    {
        using var stage = UpgradeStage.Unhurried($"a {Injected}", $"b {Injected}");
        await stage.AddAsync("{ apiVersion: v1, kind: ResourceQuota, metadata: { name: full, namespace: a }, spec: { hard: { pods: 3 } }, status: { hard: { pods: 3 }, used: { pods: 3 } } }");
        // The controller tries again every few seconds, which this clock jumps over: hours pass before a busy machine has seen the first refusal.
        stage.Upgrade = stage.Upgrade with { Timeout = "24h" };
        var before = await PodsAsync(stage, "a");

        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "missing FAILED: 2 of 2 proxies (100%) did not come back"));

        Assert.Multiple(async () =>
        {
            Assert.That(await PodsAsync(stage, "a"), Is.EqualTo(before), "none of the old pods was lost");
            Assert.That(await stage.LabelsAsync("a"), Is.EqualTo(Injected));
            Assert.That(await stage.LabelsAsync("b"), Is.EqualTo("istio.io/rev=1-29-0"));
            Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["ROL005", "UPG001"]));
        });
    }

    [Test]
    public void A_proxy_that_injection_did_not_move_counts_as_missing()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.BeforeWrite = async write =>
        {
            if (write == "patch deployment/web in a")
            {
                var annotate = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["istio.io/rev"] = "default" } } } } };
                await stage.Cluster.PatchAsync(ResourceKind.Deployment, "a", "web", PatchType.Merge, annotate, false, default);
            }
        };
        Assert.That(() => stage.UpgradeAsync(), Fails.With(80, "2 of 2 proxies (100%) did not come back"));
    }

    [TestCase(100, 5, 5, ExpectedResult = true)]
    [TestCase(100, 6, 5, ExpectedResult = false)]
    [TestCase(19, 1, 5, ExpectedResult = false)]
    [TestCase(20, 1, 5, ExpectedResult = true)]
    [TestCase(0, 0, 0, ExpectedResult = true)]
    [TestCase(1, 1, 100, ExpectedResult = true)]
    public bool The_share_decides(int wanted, int missing, int percent) =>
        Core.Istio.Revisions.Gates.BatchGate.Missing(new(1, wanted, wanted - missing, []), percent).Verdict == Core.Istio.Revisions.Gates.GateVerdict.Passed;

    [Test]
    public void A_metric_command_that_is_not_there_is_found_before_anything_is_touched()
    {
        using var stage = new UpgradeStage($"a {Injected}");
        stage.Upgrade = stage.Upgrade with { Metric = ["/nowhere/judge"] };
        Assert.That(() => stage.UpgradeAsync(), Fails.With(ExitCode.NoInput, "/nowhere/judge"));
        Assert.That(stage.Seen.Writes, Is.Empty);
    }

    private static async Task<IReadOnlyList<string>> PodsAsync(UpgradeStage stage, string ns)
    {
        var uids = new List<string>();
        await foreach (var pod in stage.Cluster.ListAsync(ResourceKind.Pod, new ListQuery(ns), default))
        {
            uids.Add(pod.Uid());
        }

        return [.. uids.Order(StringComparer.Ordinal)];
    }
}
