using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Revisions;

/// <summary>Mesh.UpgradeIstio and Mesh.RollbackIstio as a user runs them, on a real API server with real helm.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class UpgradeIstioTests
{
    private static readonly string[] All = ["a", "b", "c", "d", "e", "f"];

    [Test]
    public async Task Six_namespaces_of_which_one_fails_its_gate_and_the_same_killed_in_the_middle_and_started_again()
    {
        // Of its own: CRDs, webhooks and ClusterRoles are the whole cluster's.
        await using var plane = await Require.Available(ControlPlane.StartAsync("2"));
        using var site = await UpgradeSite.OpenAsync(plane);
        await site.InstallAsync("1.28.3", All);
        site.Configure("1.29.0", "metric: ['{folder}/judge.sh'], keepOld: true");
        site.Judge("case $MESH_NAMESPACES in *c*) echo \"errors at 7% in $MESH_NAMESPACES on $MESH_REVISION\"; exit 3;; esac");

        await TellEverythingAsync(site);
        var whole = await FailOneAsync(site);
        await site.ResetAsync();
        await KilledAsync(site, whole);
        await FinishAndGoBackAsync(site);
        await FailOtherwiseAsync(site);
    }

    private static async Task TellEverythingAsync(UpgradeSite site)
    {
        var before = site.Plane.AuditLog.Position;

        var outcome = await site.RunAsync("Mesh.UpgradeIstio", "--dry-run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(site.MutationsSince(before), Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
        Assert.That(outcome.Output, Does.Contain("canary: from revision default (1.28.3) to 1-29-0 (1.29.0)").And.Contain("would change: move namespace/f").And.Contain("would change: restart deployment/web in f")
            .And.Contain("would change: install release istiod-1-29-0").And.Contain("deployment/web in c: 2 proxies"));
        Assert.That(outcome.Output, Does.Not.Contain("deployment/bare"), "what has no proxy is not restarted");
        Assert.That(await site.LabelsAsync(), Is.EqualTo(Before()));
    }

    // One batch is judged badly by the user's command, one cannot roll out; each goes back alone.
    private static async Task<string> FailOneAsync(UpgradeSite site)
    {
        var outcome = await site.RunAsync("Mesh.UpgradeIstio");

        Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(outcome.LastErrorLine, Does.Contain("1 of 6 namespaces went back to revision default, which stays: c (metric FAILED: judge ended with 3: errors at 7% in c on 1-29-0"));
            Assert.That(outcome.Output, Does.Contain("UPG001").And.Contain("UPG003"), "hollow nodes let nobody ask istiod, which is told");
        });
        var report = site.Report["upgrade"]!;
        Assert.That(((JsonArray)report["batches"]!).Select(batch => (string?)batch!["state"]), Is.EqualTo(["moved", "moved", "failed", "moved", "moved", "moved"]));
        Assert.That((int?)report["batches"]![2]!["returned"]!["back"], Is.EqualTo(2));
        var labels = await site.LabelsAsync();
        Assert.That(labels, Is.EqualTo(string.Join('\n', All.Select(ns => ns == "c" ? "c istio-injection=enabled" : $"{ns} istio.io/rev=1-29-0"))));
        Assert.That(await site.GetAsync("{.items[*].metadata.name}", "deployments", "-n", "istio-system"), Is.EqualTo("istiod istiod-1-29-0"));
        return labels + await site.MarksAsync();
    }

    private static async Task KilledAsync(UpgradeSite site, string whole)
    {
        // The judge holds the run in the middle of the batch that will fail, and is what we see it by.
        site.Judge("echo $MESH_NAMESPACES >> \"{folder}/seen\"; case $MESH_NAMESPACES in *c*) if [ -e \"{folder}/hold\" ]; then sleep 60; fi; echo \"errors at 7% in c on $MESH_REVISION\"; exit 3;; esac");
        site.Write("hold", "");
        using (var process = site.Start("Mesh.UpgradeIstio"))
        {
            await site.SeenAsync("c");
            ProcessTable.Signal(process.Id, 9);
            await process.WaitForExitAsync();
        }

        File.Delete(site.PathOf("hold"));
        Assert.That(await site.LabelsAsync(), Does.Contain("c istio.io/rev=1-29-0").And.Contain("d istio-injection=enabled"));

        var outcome = await site.RunAsync("Mesh.UpgradeIstio");

        Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("which did not renew its hold for 30s").And.Contain("an earlier run got to phase move").And.Not.Contain("install release"));
        Assert.That(await site.LabelsAsync() + await site.MarksAsync(), Is.EqualTo(whole));
        Assert.That(File.ReadAllLines(site.PathOf("seen")), Is.EqualTo(["a", "b", "c", "c", "d", "e", "f"]), "no batch is moved twice, and the one that was under way is judged again");
    }

    private static async Task FinishAndGoBackAsync(UpgradeSite site)
    {
        site.Judge("true");

        var finished = await site.RunAsync("Mesh.UpgradeIstio");

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(finished.Output, Does.Contain("restart deployment/web in c").And.Not.Contain("restart deployment/web in a"));
        Assert.That(await site.GetAsync("{.webhooks[0].clientConfig.service.name}", "validatingwebhookconfiguration", "istiod-default-validator"), Is.EqualTo("istiod-1-29-0"));
        Assert.That(await site.GetAsync("{.webhooks[*].clientConfig.service.name}", "mutatingwebhookconfiguration", "istio-revision-tag-default"), Is.EqualTo("istiod-1-29-0 istiod-1-29-0 istiod-1-29-0 istiod-1-29-0"));
        Assert.That(await site.LabelsAsync(), Is.EqualTo(Before()), "labels are as in the manifests, and lead to the new revision over the tag");

        var back = await site.RunAsync("Mesh.RollbackIstio", "--yes");

        Assert.That(back.ExitCode, Is.Zero, back.ToString());
        Assert.That(await site.GetAsync("{.webhooks[0].clientConfig.service.name}", "validatingwebhookconfiguration", "istiod-default-validator"), Is.EqualTo("istiod"));
        Assert.That((await site.Plane.KubectlAsync("get", "mutatingwebhookconfiguration", "istio-revision-tag-default")).ExitCode, Is.Not.Zero);
        Assert.That(await site.GetAsync("{.webhooks[0].namespaceSelector.matchLabels}", "mutatingwebhookconfiguration", "istio-sidecar-injector"), Is.Empty);
        Assert.That(await site.GetAsync("{.items[*].metadata.name}", "deployments", "-n", "istio-system"), Is.EqualTo("istiod"), "the new revision is gone, as --yes says");
        Assert.That(await site.LabelsAsync(), Is.EqualTo(Before()));
    }

    // What istiod says of its proxies is canned, and reaches the run through the real API server; a quota lets no new pod in.
    private static async Task FailOtherwiseAsync(UpgradeSite site)
    {
        await using var kubelet = await KubeletDouble.StartAsync(site.Plane, "double");
        kubelet.Answer("istio-system", "istiod-*", "discovery", "pilot-discovery request GET /debug/syncz", _ => new ExecAnswer(site.Syncz("d")));
        await site.PatchAsync("istiod", "istio-system", "{\"spec\":{\"template\":{\"spec\":{" + kubelet.PodFields + "}}}}");
        await site.ApplyAsync("{ apiVersion: v1, kind: ResourceQuota, metadata: { name: full, namespace: e }, spec: { hard: { pods: '3' } } }");
        await site.GetAsync("{.status.used.pods}", "resourcequota", "full", "-n", "e");
        var pods = await site.GetAsync("{.items[*].metadata.uid}", "pods", "-n", "e");

        var outcome = await site.RunAsync("Mesh.UpgradeIstio", "--timeout", "20s");

        Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Output, Does.Contain("rejected FAILED: 2 of 2 proxies refuse their configuration: d/web-").And.Contain("no such listener"));
            Assert.That(outcome.Output, Does.Contain("missing FAILED: 2 of 2 proxies (100%) did not come back").And.Contain("exceeded quota: full"));
            Assert.That(outcome.LastErrorLine, Does.Contain("2 of 6 namespaces went back to revision default, which stays: d ("));
            Assert.That(kubelet.Asked, Is.Not.Empty);
        });
        Assert.That(await site.GetAsync("{.items[*].metadata.uid}", "pods", "-n", "e"), Is.EqualTo(pods), "not one of the old pods was lost");
        Assert.That(await site.LabelsAsync(), Is.EqualTo(string.Join('\n', All.Select(ns => ns is "d" or "e" ? $"{ns} istio-injection=enabled" : $"{ns} istio.io/rev=1-29-0"))));
    }

    private static string Before() => string.Join('\n', All.Select(ns => $"{ns} istio-injection=enabled"));
}
