using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;

namespace Mesh.Integration.Registries;

/// <summary>The images of a release against two real nodes of arm64: what a pod can land on decides what is needed.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClusterImagesTests : IDisposable
{
    private readonly ImageDesk desk = new();
    private readonly string path = $"cluster/{Guid.NewGuid():N}";

    [Test]
    public async Task An_amd64_image_a_nested_index_a_missing_tag_and_a_selector_make_the_right_matrix_and_79()
    {
        var (registry, controlPlane, pusher) = await OpenAsync();
        using var _ = pusher;
        await pusher.PushImageAsync($"{path}/amd", "1", "linux/amd64");
        await pusher.PushIndexAsync($"{path}/both", "1", "linux/amd64", "linux/arm64/v8");
        await pusher.PushNestedAsync($"{path}/nested", "1", "linux/amd64", "linux/arm64");
        Configure(
            registry, controlPlane,
            Deployment("amd", $"{registry.Host}/{path}/amd:1"),
            Deployment("both", $"{registry.Host}/{path}/both:1"),
            Deployment("nested", $"{registry.Host}/{path}/nested:1"),
            Deployment("gone", $"{registry.Host}/{path}/both:2"));

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        var matrix = desk.Matrix;
        Assert.Multiple(() =>
        {
            Assert.That(new[] { "amd:1", "both:1", "nested:1", "both:2" }.Select(image => matrix[$"{registry.Host}/{path}/{image}"].State("linux/arm64")), Is.EqualTo(new[] { "missing", "exists", "exists", "missing" }));
            Assert.That(new[] { "amd:1", "both:1", "nested:1", "both:2" }.Select(image => matrix[$"{registry.Host}/{path}/{image}"].Finding), Is.EqualTo(new[] { "IMG003", null, null, "IMG001" }));
            Assert.That(matrix[$"{registry.Host}/{path}/amd:1"].Nodes("linux/arm64"), Is.EquivalentTo(controlPlane.Nodes));
            Assert.That(matrix[$"{registry.Host}/{path}/amd:1"].NeededBy, Has.One.Contains("amd"));
            Assert.That(outcome.Output, Does.Contain("exec format error"));
        });
    }

    [Test]
    public async Task The_right_images_end_with_0_and_nothing_is_written_to_the_cluster()
    {
        var (registry, controlPlane, pusher) = await OpenAsync();
        using var _ = pusher;
        var index = await pusher.PushIndexAsync($"{path}/both", "1", "linux/amd64", "linux/arm64/v8");
        Configure(registry, controlPlane, Deployment("both", $"{registry.Host}/{path}/both:1"));
        var before = controlPlane.AuditLog.Position;

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix[$"{registry.Host}/{path}/both:1"].Digest, Is.EqualTo(index.Digest));
        Assert.That(controlPlane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.IsMutation && request.UserAgent?.StartsWith("kubectl", StringComparison.Ordinal) != true && !request.Uri.Contains("selfsubject", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_Deployment_that_selects_amd64_does_not_need_arm64()
    {
        var (registry, controlPlane, pusher) = await OpenAsync();
        using var _ = pusher;
        await pusher.PushImageAsync($"{path}/amd", "1", "linux/amd64");
        Configure(registry, controlPlane, Deployment("amd", $"{registry.Host}/{path}/amd:1", "nodeSelector: { kubernetes.io/arch: amd64 }"));

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix.Values.Single().State("linux/arm64"), Is.EqualTo("notNeeded"));
        Assert.That(desk.Findings, Is.EqualTo(new[] { "IMG007" }), "no present node takes it, which is worth a warning");
    }

    [Test]
    public async Task Init_containers_jobs_cron_jobs_and_daemon_sets_need_their_images_too()
    {
        var (registry, controlPlane, pusher) = await OpenAsync();
        using var _ = pusher;
        foreach (var name in new[] { "init", "job", "cron", "daemon" })
        {
            await pusher.PushImageAsync($"{path}/{name}", "1", name == "cron" ? "linux/amd64" : "linux/arm64");
        }

        string Container(string name) => $"{{ name: {name}, image: '{registry.Host}/{path}/{name}:1' }}";
        Configure(
            registry, controlPlane,
            $$"""
            apiVersion: batch/v1
            kind: Job
            metadata: { name: job }
            spec: { template: { spec: { restartPolicy: Never, initContainers: [{{Container("init")}}], containers: [{{Container("job")}}] } } }
            """,
            $$"""
            apiVersion: batch/v1beta1
            kind: CronJob
            metadata: { name: cron }
            spec: { schedule: "0 0 1 1 *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{{Container("cron")}}] } } } } }
            """,
            $$"""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: { name: daemon }
            spec: { selector: { matchLabels: { app: daemon } }, template: { metadata: { labels: { app: daemon } }, spec: { containers: [{{Container("daemon")}}] } } }
            """);

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(new[] { "init", "job", "cron", "daemon" }.Select(name => desk.Matrix[$"{registry.Host}/{path}/{name}:1"].State("linux/arm64")), Is.EqualTo(new[] { "exists", "exists", "missing", "exists" }));
    }

    [Test]
    public async Task A_delivery_of_an_image_that_no_node_can_run_ends_before_the_cluster_is_touched()
    {
        var (registry, controlPlane, pusher) = await OpenAsync();
        using var _ = pusher;
        await pusher.PushImageAsync($"{path}/amd", "1", "linux/amd64");
        Configure(registry, controlPlane, Deployment($"amd-{path[^8..]}", $"{registry.Host}/{path}/amd:1"));

        var outcome = await desk.RunAsync("Mesh.Deliver");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That((await controlPlane.KubectlAsync("get", "deployments,secrets", "--output", "name")).Succeeded(), Does.Not.Contain(path[^8..]).And.Not.Contain("sh.helm.release"));
    }

    public void Dispose() => desk.Dispose();

    private async Task<(RegistryServer Registry, ControlPlane ControlPlane, ImagePusher Pusher)> OpenAsync()
    {
        var registry = await SharedRegistry.RequireAsync();
        await desk.RequireHelmAsync();
        return (registry, await SharedControlPlane.RequireArmAsync(), new ImagePusher(registry));
    }

    private void Configure(RegistryServer registry, ControlPlane controlPlane, params string[] templates) => desk.Configure($$"""
        cluster: { context: mesh-test, kubeconfig: '{{controlPlane.AdminKubeconfig}}' }
        registries: [{ host: '{{registry.Host}}', plainHttp: true }]
        releases: [{ name: app, chart: {{desk.Chart(templates)}}, namespace: default }]
        """);

    private static string Deployment(string name, string image, string podSpec = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}} }
        spec:
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              containers: [{ name: app, image: '{{image}}' }]
              {{podSpec}}
        """;
}
