using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.LoadBalancers;

/// <summary>Mesh.AdoptLoadBalancer as a user runs it, on a real API server.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AdoptLoadBalancerTests
{
    private const string Steady = "to stay so for", Long = "loadBalancers[0].steady=5m";

    [Test]
    public async Task It_is_handed_over_by_one_patch_of_what_leads_and_led_back_to_the_byte()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var (before, spec, position) = (await site.ServiceAsync(), await site.SpecAsync(), site.Plane.AuditLog.Position);

        var adopted = await site.RunAsync();

        Assert.That(adopted.ExitCode, Is.Zero, adopted.ToString());
        var expected = (JsonObject)spec.DeepClone();
        expected["selector"] = new JsonObject { ["app"] = "new", ["istio.io/rev"] = "1-29" };
        expected["ports"]![1]!["targetPort"] = "http";
        Assert.That(JsonNode.DeepEquals(await site.SpecAsync(), expected), Is.True, (await site.SpecAsync()).ToJsonString());
        Assert.Multiple(() =>
        {
            Assert.That(site.SentSince(position).Count(request => request.IsMutation), Is.EqualTo(1));
            Assert.That(adopted.Output, Does.Contain($"{LoadBalancerSite.Address}: they stay, so DNS does not change").And.Contain("deployment/new").And.Contain("9080 in the pods").And.Contain("client address"));
            Assert.That(File.GetUnixFileMode(site.RecordFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That((string?)site.Record["state"], Is.EqualTo("adopted"));
            Assert.That(site.Record["inverse"]!.ToJsonString(), Does.Contain("istio.io~1rev").And.Contain("\"test\""));
        });

        var again = await site.RunAsync();

        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(again.Output, Does.Contain("nothing to change").And.Contain("proven: 1 ready"));
        Assert.That(site.SentSince(position).Count(request => request.IsMutation), Is.EqualTo(1));

        var reverted = await site.RunAsync("--revert", site.RecordFile);

        Assert.That(reverted.ExitCode, Is.Zero, reverted.ToString());
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
        Assert.That((string?)site.Record["state"], Is.EqualTo("reverted"));

        var nothing = await site.RunAsync("--revert", site.RecordFile);

        Assert.That(nothing.ExitCode, Is.Zero, nothing.ToString());
        Assert.That(nothing.Output, Does.Contain("nothing to change"));
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_dry_run_sends_no_write_without_dryRun()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var (before, position) = (await site.ServiceAsync(), site.Plane.AuditLog.Position);

        var outcome = await site.RunAsync("--dry-run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(site.SentSince(position).Where(request => request.IsMutation).ToList(), Has.Count.EqualTo(1).And.All.Property(nameof(AuditEvent.DryRun)).True);
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
        Assert.That(File.Exists(site.RecordFile), Is.False);
        Assert.That(outcome.Output, Does.Contain("would change: hand over service/locust").And.Contain("+  app: new"));
    }

    [Test]
    public async Task Without_a_ready_pod_it_is_refused_and_nothing_is_written()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var (before, position) = (await site.ServiceAsync(), site.Plane.AuditLog.Position);
        // A pod that never starts, for no root is allowed and the image says no user.
        await site.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: stuck, labels: { app: stuck } }
            spec: { terminationGracePeriodSeconds: 0, securityContext: { runAsNonRoot: true }, containers: [{ name: web, image: "registry.invalid/web:1" }] }
            """);

        var none = await site.RunAsync("--set", "loadBalancers[0].selector={app: nobody}");
        var unready = await site.RunAsync("--set", "loadBalancers[0].selector={app: stuck}");
        var deaf = await site.RunAsync("--set", "loadBalancers[0].ports[0].targetPort=grpc");

        Assert.Multiple(async () =>
        {
            Assert.That(none.ExitCode, Is.EqualTo(66), none.ToString());
            Assert.That(none.LastErrorLine, Does.Contain("LBS002"));
            Assert.That(unready.ExitCode, Is.EqualTo(79), unready.ToString());
            Assert.That(unready.LastErrorLine, Does.Contain("LBS003"));
            Assert.That(deaf.ExitCode, Is.EqualTo(79), deaf.ToString());
            Assert.That(deaf.LastErrorLine, Does.Contain("LBS004").And.Contain("9080 (http)"));
            Assert.That(site.SentSince(position).Where(request => request.IsMutation), Is.Empty);
            Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task Endpoints_that_vanish_afterwards_lead_it_back_by_itself()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var before = await site.ServiceAsync();
        using var process = site.Start("--set", Long);
        await LoadBalancerSite.UntilAsync(process, Steady);
        Assert.That((string?)(await site.SpecAsync())["selector"]!["app"], Is.EqualTo("new"));

        await site.ScaleAsync("new", 0);
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("leads back to app=old").And.Contain("vanished").And.Contain("1 ready"));
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
        Assert.That((string?)site.Record["state"], Is.EqualTo("reverted"));
    }

    [Test]
    public async Task An_address_that_changes_afterwards_leads_it_back()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        using var process = site.Start("--set", Long);
        await LoadBalancerSite.UntilAsync(process, Steady);

        await site.StatusAsync("""{ "loadBalancer": { "ingress": [{ "ip": "192.0.2.9" }] } }""");
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"its addresses were {LoadBalancerSite.Address} and are 192.0.2.9"));
        Assert.That((string?)(await site.SpecAsync())["selector"]!["app"], Is.EqualTo("old"));
    }

    [Test]
    public async Task SIGTERM_in_between_leads_it_back()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var before = await site.ServiceAsync();
        using var process = site.Start("--set", Long);
        await LoadBalancerSite.UntilAsync(process, Steady);

        ProcessTable.Signal(process.Id, 15);
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.EqualTo(143), outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("undone: hand over service/locust"));
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
        Assert.That((string?)site.Record["state"], Is.EqualTo("reverted"));
    }

    [TestCase(1, 0, "new")]
    [TestCase(0, 80, "old")]
    public async Task After_SIGKILL_the_next_run_finishes_or_leads_it_back(int replicas, int exitCode, string leadsTo)
    {
        using var site = await LoadBalancerSite.OpenAsync();
        var before = await site.ServiceAsync();
        using var process = site.Start("--set", Long);
        await LoadBalancerSite.UntilAsync(process, Steady);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.That((string?)site.Record["state"], Is.EqualTo("begun"));
        await site.ScaleAsync("new", replicas);

        var dry = await site.RunAsync("--dry-run");
        var outcome = await site.RunAsync("--set", "loadBalancers[0].timeout=3s");

        Assert.That((dry.ExitCode, outcome.ExitCode), Is.EqualTo((0, exitCode)), dry.ToString() + outcome);
        Assert.Multiple(async () =>
        {
            Assert.That(outcome.Output, Does.Contain("LBS015").And.Contain("was begun at"));
            Assert.That((string?)(await site.SpecAsync())["selector"]!["app"], Is.EqualTo(leadsTo));
            Assert.That((string?)site.Record["state"], Is.EqualTo(leadsTo == "new" ? "adopted" : "reverted"));
            Assert.That(await site.ServiceAsync() == before, Is.EqualTo(leadsTo == "old"));
        });
    }

    [Test]
    public async Task What_somebody_else_changed_since_is_not_led_back()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        Assert.That((await site.RunAsync()).ExitCode, Is.Zero);
        await site.KubectlAsync("patch", "service", "locust", "--type=json", "--patch", """[{"op":"replace","path":"/spec/selector/app","value":"third"}]""");
        var before = await site.ServiceAsync();

        var outcome = await site.RunAsync("--revert", site.RecordFile);

        Assert.That(outcome.ExitCode, Is.EqualTo(76), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("LBS018").And.Contain("third").And.Contain("kubectl"));
        Assert.That(await site.ServiceAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Somebody_elses_change_in_between_stays_and_ends_with_76()
    {
        using var site = await LoadBalancerSite.OpenAsync();
        using var process = site.Start("--set", Long);
        await LoadBalancerSite.UntilAsync(process, Steady);

        await site.KubectlAsync("patch", "service", "locust", "--patch", """{"spec":{"selector":{"app":"third"}}}""");
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.EqualTo(76), outcome.ToString());
        Assert.That((string?)(await site.SpecAsync())["selector"]!["app"], Is.EqualTo("third"));
    }

    [Test]
    public async Task A_user_without_rights_gets_77_and_every_missing_right()
    {
        using var site = await LoadBalancerSite.OpenAsync();

        var outcome = await site.RunAsync("--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.EqualTo(77), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"patch services in {site.Namespace}").And.Contain($"watch endpointslices.discovery.k8s.io in {site.Namespace}"));
    }
}
