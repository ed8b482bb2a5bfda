using System.Diagnostics;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using NUnit.Framework;

namespace Mesh.Integration.Helm;

/// <summary>The real helm against a real API server.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HelmTests
{
    private HelmStage stage = null!;

    [SetUp]
    public async Task PrepareAsync() => stage = await HelmStage.RequireAsync();

    [Test]
    public async Task A_release_is_created_and_then_there_is_nothing_left_to_change()
    {
        Assert.That(await stage.Helm.FindAsync(stage.Target, stage.Release, default), Is.Null);
        Assert.That((await stage.DiffAsync(stage.Release)).Select(diff => $"{diff.Action} {diff.Subject}"), Is.EquivalentTo(new[]
        {
            "create secret/web", "create configmap/web", "create service/web", "create deployment/web",
        }));

        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);

        Assert.That(await stage.Helm.FindAsync(stage.Target, stage.Release, default), Is.EqualTo(new InstalledRelease("web", 1, "deployed", "web-0.1.0") { Namespace = stage.Release.Namespace, AppVersion = "1" }));
        Assert.That(await stage.DiffAsync(stage.Release), Is.Empty);
        Assert.That(stage.Lines, Has.Some.Contains("its password is ***").And.None.Contains("first-password"));
    }

    [Test]
    public async Task What_is_set_and_cleared_reaches_the_cluster_and_the_diff_has_said_so()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);
        var release = stage.Release with
        {
            Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "42", ["replicas"] = 0, ["password"] = "second-password", ["hosts[0].name"] = "b.example", [@"settings.a\.key"] = "true" },
            Clear = ["settings.colour"],
        };

        var diff = (await stage.DiffAsync(release)).ToDictionary(item => item.Subject);
        await stage.Helm.UpgradeAsync(stage.Target, release, default);

        Assert.That(diff.Keys, Is.EquivalentTo(new[] { "deployment/web", "configmap/web", "secret/web" }));
        Assert.That(diff["deployment/web"].Diff, Does.Contain("image: registry.example/web:42\n").And.Contain("-  replicas: 1\n+  replicas: 0\n"));
        Assert.That(diff["configmap/web"].Diff, Does.Contain("-  colour: green\n").And.Contain("+  a.key: \"true\"\n"));
        Assert.That(diff["secret/web"].Diff, Does.Contain("+  password: sha256:").And.Not.Contain("second"));
        Assert.That(await stage.GetAsync("configmap/web", "{.data}"), Does.Not.Contain("colour").And.Contains("\"a.key\":\"true\"").And.Contains("b.example"));
        Assert.That(await stage.GetAsync("deployment/web", "{.spec.template.spec.containers[0].image} {.spec.replicas}"), Is.EqualTo("registry.example/web:42 0"));
    }

    [Test]
    public async Task Values_that_are_no_longer_given_go_back_to_the_charts_own()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release with { Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "42" } }, default);

        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);

        Assert.That(await stage.GetAsync("deployment/web", "{.spec.template.spec.containers[0].image}"), Is.EqualTo("registry.example/web:1"));
    }

    [Test]
    public async Task A_values_file_with_a_comma_in_its_name_is_one_file_and_later_ones_win()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-test-");
        var (first, second) = (Path.Combine(folder.FullName, "a,\"b.yaml"), Path.Combine(folder.FullName, "c.yaml"));
        await File.WriteAllTextAsync(first, "image: {tag: from-first}\nreplicas: 3\n");
        await File.WriteAllTextAsync(second, "image: {tag: from-second}\n");

        var yaml = await stage.Helm.RenderAsync(stage.Target, stage.Release with { ValuesFiles = [first, second] }, default);

        Assert.That(yaml, Does.Contain("web:from-second").And.Contains("replicas: 3"));
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Looking_sends_nothing_that_could_change_anything()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);
        var fresh = stage.Release with { Name = "fresh", Namespace = stage.Release.Namespace + "-not-there" };

        var before = stage.Cluster.AuditLog.Position;
        await stage.DiffAsync(stage.Release with { Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "42", ["hook"] = true } });
        await stage.DiffAsync(fresh);

        // The cluster's own controllers are at work on the release meanwhile.
        var requests = stage.Cluster.AuditLog.Read(before)
            .Where(request => request.Namespace.StartsWith(stage.Release.Namespace, StringComparison.Ordinal) && request.UserAgent.StartsWith("helm/", StringComparison.Ordinal)).ToList();
        Assert.That(requests, Is.Not.Empty);
        Assert.That(requests.Where(request => request.IsMutation), Is.Empty);
        Assert.That((await stage.Cluster.KubectlAsync("get", "namespace", fresh.Namespace)).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_upgrade_passes_helms_code_on_and_the_diff_stays_with_what_is_deployed()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);
        var failing = stage.Release with { Set = new Dictionary<string, JsonNode?> { ["image.tag"] = "2", ["hook"] = true }, Timeout = TimeSpan.FromSeconds(2) };

        Assert.That(async () => await stage.Helm.UpgradeAsync(stage.Target, failing, default), Throws.InstanceOf<MeshException>().With.Property("ExitCode").EqualTo(1).And.Message.Contains("UPGRADE FAILED"));

        Assert.That((await stage.Helm.FindAsync(stage.Target, stage.Release, default))!.Status, Is.EqualTo("failed"));
        var diff = await stage.DiffAsync(failing);
        Assert.That(diff.Select(item => $"{item.Action} {item.Subject}"), Is.EqualTo(new[] { "update deployment/web", "run job/web-hook" }));
    }

    [Test]
    public async Task A_killed_upgrade_leaves_a_pending_release_which_is_76_with_the_way_out()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);
        var folder = Directory.CreateTempSubdirectory("mesh-test-");
        var killing = Path.Combine(folder.FullName, "helm");
        await File.WriteAllTextAsync(killing, $$"""
            #!/bin/sh
            case $1 in upgrade) ;; *) exec {{stage.Executable}} "$@";; esac
            {{stage.Executable}} "$@" &
            until {{stage.Cluster.Kubectl}} --kubeconfig {{stage.Target.Kubeconfig}} -n {{stage.Release.Namespace}} get job web-hook >&2; do sleep 0.1; done
            kill -9 $!
            exit 9

            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(killing, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var hooked = stage.Release with { Set = new Dictionary<string, JsonNode?> { ["hook"] = true } };
        Assert.That(async () => await stage.With(killing).UpgradeAsync(stage.Target, hooked, default), Throws.InstanceOf<MeshException>().With.Property("ExitCode").EqualTo(9));

        Assert.That(async () => await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default), Throws.InstanceOf<MeshException>()
            .With.Property("ExitCode").EqualTo(ExitCode.Refused).And.Message.Contains("pending-upgrade at revision 2").And.Message.Contains("helm rollback web"));
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_cancelled_upgrade_is_over_within_five_seconds_and_not_left_pending()
    {
        await stage.Helm.UpgradeAsync(stage.Target, stage.Release, default);
        using var stop = new CancellationTokenSource();
        var run = stage.Helm.UpgradeAsync(stage.Target, stage.Release with { Set = new Dictionary<string, JsonNode?> { ["hook"] = true } }, stop.Token);
        while ((await stage.KubectlAsync("get", "job", "web-hook")).ExitCode != 0)
        {
            Assert.That(run.IsCompleted, Is.False);
        }

        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That((await stage.Helm.FindAsync(stage.Target, stage.Release, default))!.Status, Is.EqualTo("failed"));
    }

    [Test]
    public void A_server_that_does_not_answer_and_one_that_refuses_are_told_apart_from_not_installed()
    {
        var gone = Path.GetTempFileName();
        File.WriteAllText(gone, File.ReadAllText(stage.Target.Kubeconfig!).Replace($":{stage.Cluster.Server.Port}", ":1", StringComparison.Ordinal));

        Assert.That(async () => await stage.Helm.FindAsync(stage.Target with { Kubeconfig = gone }, stage.Release, default), Throws.InstanceOf<MeshException>().With.Property("ExitCode").EqualTo(1).And.Message.Contains("refused"));
        Assert.That(async () => await stage.Helm.FindAsync(new HelmTarget("mesh-nobody", stage.Cluster.NobodyKubeconfig), stage.Release, default), Throws.InstanceOf<MeshException>().With.Property("ExitCode").EqualTo(1).And.Message.Contains("forbidden"));
        File.Delete(gone);
    }

    [Test]
    public async Task Several_kubeconfigs_are_one_to_helm()
    {
        var target = new HelmTarget("mesh-test", $"{stage.Cluster.NobodyKubeconfig}{Path.PathSeparator}{stage.Cluster.AdminKubeconfig}");

        Assert.That(await stage.Helm.FindAsync(target, stage.Release, default), Is.Null);
    }
}
