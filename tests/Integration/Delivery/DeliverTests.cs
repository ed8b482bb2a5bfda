using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Delivery;

/// <summary>The delivery as a user runs it: the compiled host, a real API server, real controllers, real helm.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DeliverTests
{
    [Test]
    public async Task A_dry_run_sends_no_mutating_request_and_leaves_the_work_tree_as_it_was()
    {
        using var site = await Site.OpenAsync(await SharedControlPlane.RequireAsync());
        var tree = await Site.GitStatusAsync();
        var before = site.ControlPlane.AuditLog.Position;

        var outcome = await site.RunAsync("--target", "Mesh.Deliver", "--dry-run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var sent = site.RequestsSince(before);
        Assert.Multiple(() =>
        {
            Assert.That(sent.Where(request => request.IsMutation && !request.DryRun), Is.Empty);
            Assert.That(sent.Where(request => request.IsMutation && request.DryRun), Is.Not.Empty, "the server has been asked about the objects");
            Assert.That(outcome.Output, Does.Contain("would change: install release web").And.Contain("+kind: Deployment"));
            Assert.That(Steps(site).Select(step => (string?)step!["status"]), Is.EqualTo(new[] { "Simulated", "Executed", "NotEvaluated", "Executed", "Simulated", "NotEvaluated", "Simulated" }), site.Report.ToJsonString());
        });
        Assert.That(await Site.GitStatusAsync(), Is.EqualTo(tree));
        Assert.That((await site.ControlPlane.KubectlAsync("get", "all,secrets", "-n", site.Namespace, "-o", "name")).Output, Does.Not.Contain("web"));
    }

    [Test]
    public async Task A_client_side_dry_run_sends_no_write_at_all()
    {
        using var site = await Site.OpenAsync(await SharedControlPlane.RequireAsync());
        var before = site.ControlPlane.AuditLog.Position;

        var outcome = await site.RunAsync("--target", "Mesh.Deliver", "--dry-run=client");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation), Is.Empty);
    }

    [Test]
    public async Task A_delivery_installs_the_release_and_restarts_its_pods()
    {
        using var site = await Site.OpenAsync(await SharedControlPlane.RequireAsync());

        var outcome = await site.RunAsync("--target", "Mesh.Deliver");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var installed = await PodsAsync(site);
        Assert.That(installed, Has.Count.EqualTo(2));
        Assert.That((await site.HelmAsync("list", "-n", site.Namespace, "-q")).Output.Trim(), Is.EqualTo("web"));

        var again = await site.RunAsync("--target", "Mesh.Deliver");

        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        var restarted = await PodsAsync(site);
        Assert.Multiple(() =>
        {
            Assert.That(restarted, Has.Count.EqualTo(2));
            Assert.That(restarted.Intersect(installed), Is.Empty, "every pod is new");
            Assert.That(again.Output, Does.Contain("no object differs"));
        });
    }

    [Test]
    public async Task A_release_whose_pod_cannot_start_ends_with_80_long_before_the_time_limit()
    {
        using var site = await Site.OpenAsync(await SharedControlPlane.RequireAsync());
        var started = Stopwatch.StartNew();

        var outcome = await site.RunAsync("--target", "Mesh.Deliver", "--timeout", "5m", "--set", "releases[0].set.runAsNonRoot=true");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(80), outcome.ToString());
            Assert.That(started.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
            Assert.That(outcome.LastErrorLine, Does.Contain("CreateContainerConfigError").And.Contain("runAsNonRoot"));
        });
    }

    [Test]
    public async Task A_user_without_rights_gets_77_and_every_missing_right()
    {
        var controlPlane = await SharedControlPlane.RequireAsync();
        using var site = await Site.OpenAsync(controlPlane);

        var outcome = await site.RunAsync("--target", "Mesh.Deliver", "--kubeconfig", controlPlane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(77), outcome.ToString());
            Assert.That(outcome.LastErrorLine, Does.Contain($"create secrets in {site.Namespace}").And.Contain($"patch deployments.apps in {site.Namespace}").And.Contain($"watch pods in {site.Namespace}"));
        });
    }

    [Test]
    public async Task A_stopped_API_server_gives_69_within_ten_seconds()
    {
        await using var controlPlane = await Require.Available(ControlPlane.StartAsync(controllers: false));
        using var site = await Site.OpenAsync(controlPlane);
        await controlPlane.KillApiServerAsync();
        var started = Stopwatch.StartNew();

        var outcome = await site.RunAsync("--target", "Mesh.Deliver");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(69), outcome.ToString());
            Assert.That(started.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
        });
    }

    [Test]
    public async Task An_API_server_that_dies_in_the_middle_of_a_rollout_and_comes_back_does_not_fail_the_run()
    {
        await using var controlPlane = await Require.Available(ControlPlane.StartAsync("2"));
        using var site = await Site.OpenAsync(controlPlane);
        var first = await site.RunAsync("--target", "Mesh.UpgradeReleases", "--set", "releases[0].set.replicas=6");
        Assert.That(first.ExitCode, Is.Zero, first.ToString());

        using var process = site.Start("--target", "Mesh.RestartWorkloads");
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains("updated", StringComparison.Ordinal))
            {
                break;
            }
        }

        await controlPlane.KillApiServerAsync();
        await controlPlane.StartApiServerAsync();
        var outcome = await Bench.FinishAsync(process);
        Assert.That(outcome.ExitCode, Is.Zero, string.Join('\n', lines) + outcome);
    }

    private static JsonArray Steps(Site site) => (JsonArray)site.Report["steps"]!;

    private static async Task<IReadOnlyList<string>> PodsAsync(Site site)
    {
        var list = JsonNode.Parse((await site.ControlPlane.KubectlAsync("get", "pods", "-n", site.Namespace, "-o", "json")).Output)!;
        return [.. ((JsonArray)list["items"]!).Where(pod => pod!["metadata"]!["deletionTimestamp"] is null).Select(pod => (string)pod!["metadata"]!["name"]!)];
    }
}
