using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>Kubelets of the sandbox pull from its registries: what a container does follows from what its image is.</summary>
public sealed class ImagePullTests
{
    private const string Nodes = "nodes: [{ name: arm, arch: arm64 }, { name: intel, arch: amd64 }]\n";
    private readonly ManualTime time = new();

    [Test]
    public async Task An_image_that_is_not_in_its_registry_cannot_be_pulled()
    {
        using var clusters = Clusters("images: [{ image: eu.invalid/web:42 }]");
        var container = await RunAsync(clusters, "eu.invalid/web:43", "arm");
        Assert.That(container.Text("state", "waiting", "message") ?? container.Text("state", "waiting", "reason"), Is.EqualTo(
            "rpc error: code = NotFound desc = failed to pull and unpack image \"eu.invalid/web:43\": failed to resolve reference \"eu.invalid/web:43\": eu.invalid/web:43: not found"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await ContainerAsync(clusters)).Text("state", "waiting", "reason"), Is.EqualTo("ImagePullBackOff"));
    }

    [Test]
    public async Task An_image_that_is_pushed_later_is_pulled_then()
    {
        using var clusters = Clusters("images: [{ image: eu.invalid/web:42, platforms: [linux/arm64] }]");
        await RunAsync(clusters, "eu.invalid/web:43", "arm");
        using var talk = new RegistryTalk(clusters.Registries, "eu.invalid");
        using var put = await talk.PutAsync("web", "43", await talk.BodyAsync("web", "42", "application/vnd.oci.image.manifest.v1+json"), "application/vnd.oci.image.manifest.v1+json");

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await ContainerAsync(clusters)).Flag("ready"), Is.True);
    }

    [TestCase("[\"/bin/web\", \"--fast\"]", "/bin/web")]
    [TestCase("null", "/usr/local/bin/web")]
    public async Task A_single_image_for_another_architecture_is_pulled_and_cannot_be_started(string command, string program)
    {
        using var clusters = Clusters("images: [{ image: eu.invalid/web:42, platforms: [linux/amd64] }]");
        await RunAsync(clusters, "eu.invalid/web:42", "arm", command);
        time.Advance(TimeSpan.FromSeconds(3));

        var container = await ContainerAsync(clusters);
        var log = await clusters.Connect("sandbox", null).GetLogsAsync("default", "web", "web", 10, previous: true, default);
        Assert.Multiple(() =>
        {
            Assert.That(container.Text("state", "waiting", "reason"), Is.EqualTo("CrashLoopBackOff"));
            Assert.That(container.Number("lastState", "terminated", "exitCode"), Is.EqualTo(1));
            Assert.That(log, Is.EqualTo($"exec {program}: exec format error\n"));
        });
    }

    [Test]
    public async Task An_index_without_the_nodes_platform_cannot_be_pulled()
    {
        using var clusters = Clusters("images: [{ image: eu.invalid/web:42, platforms: [linux/amd64], index: true }]");
        var container = await RunAsync(clusters, "eu.invalid/web:42", "arm");
        Assert.That(container.Text("state", "waiting", "message"), Is.EqualTo(
            "rpc error: code = NotFound desc = failed to pull and unpack image \"eu.invalid/web:42\": no match for platform in manifest: not found"));
    }

    [TestCase("arm", "linux/arm64/v8")]
    [TestCase("intel", "linux/amd64")]
    public async Task An_image_for_the_nodes_platform_runs(string node, string platform)
    {
        using var clusters = Clusters($"images: [{{ image: docker.io/library/web:42, platforms: [linux/s390x, {platform}] }}]");
        Assert.That((await RunAsync(clusters, "web:42", node)).Flag("ready"), Is.True);
    }

    [Test]
    public async Task An_image_by_the_digest_of_one_platform_runs_there_and_crashes_elsewhere([Values("arm", "intel")] string node)
    {
        using var clusters = Clusters("images: [{ image: eu.invalid/web:42 }]");
        using var talk = new RegistryTalk(clusters.Registries, "eu.invalid");
        var index = await talk.ManifestAsync("web", "42", "application/vnd.oci.image.index.v1+json");
        var digest = index.Items("manifests").Single(child => child.Text("platform", "architecture") == "arm64").Text("digest");

        await RunAsync(clusters, $"eu.invalid/web@{digest}", node);
        time.Advance(TimeSpan.FromSeconds(3));
        var container = await ContainerAsync(clusters);
        Assert.That((container.Flag("ready"), container.Text("state", "waiting", "reason")), Is.EqualTo(node == "arm" ? ((bool?)true, (string?)null) : (false, "CrashLoopBackOff")));
    }

    [Test]
    public async Task Without_images_every_container_runs_on_every_node()
    {
        using var clusters = Clusters("nodes: [{ name: z, arch: s390x }]");
        Assert.That((await RunAsync(clusters, "eu.invalid/web@sha256:0000000000000000000000000000000000000000000000000000000000000000", "z")).Flag("ready"), Is.True);
    }

    [Test]
    public async Task A_behaviour_of_the_scenario_wins_over_what_the_registry_has()
    {
        using var clusters = Clusters("images: []\nbehaviours: [{ image: '*/web:42', outcome: runs }]");
        Assert.That((await RunAsync(clusters, "eu.invalid/web:42", "arm")).Flag("ready"), Is.True);
    }

    [Test]
    public async Task A_registry_that_is_down_gives_nothing_new_and_what_the_cluster_began_with_runs()
    {
        using var clusters = Clusters("""
            registries: [{ host: eu.invalid, down: true }]
            objects:
              - { apiVersion: v1, kind: Pod, metadata: { name: old, namespace: default }, spec: { nodeName: arm, containers: [{ name: web, image: "eu.invalid/web:41" }] } }
            """);
        var container = await RunAsync(clusters, "eu.invalid/web:42", "arm");
        Assert.Multiple(() =>
        {
            Assert.That(container.Text("state", "waiting", "message"), Does.EndWith(
                "failed to do request: Head \"https://eu.invalid/v2/web/manifests/42\": dial tcp 192.0.2.1:443: connect: connection refused"));
            Assert.That(ContainerAsync(clusters, "old").Result.Flag("ready"), Is.True);
        });
    }

    [Test]
    public async Task An_image_that_is_on_its_node_needs_no_registry_unless_it_is_always_pulled([Values("42", "latest")] string tag, [Values("null", "\"Always\"", "\"IfNotPresent\"")] string policy)
    {
        using var clusters = Clusters($$"""
            registries: [{ host: eu.invalid, down: true }]
            objects:
              - { apiVersion: v1, kind: Pod, metadata: { name: old, namespace: default }, spec: { nodeName: arm, containers: [{ name: web, image: "eu.invalid/web:{{tag}}" }] } }
            """);
        var container = await RunAsync(clusters, $"eu.invalid/web:{tag}", "arm", policy: policy);
        Assert.That(container.Flag("ready"), Is.EqualTo(policy == "\"IfNotPresent\"" || (policy == "null" && tag == "42")));
    }

    [Test]
    public async Task A_name_that_is_none_is_not_asked_for()
    {
        using var clusters = Clusters("images: []");
        Assert.That((await RunAsync(clusters, "eu.invalid/Web:42", "arm")).Text("state", "waiting", "reason"), Is.EqualTo("InvalidImageName"));
    }

    private SandboxClusterConnector Clusters(string scenario) =>
        new(Scenario.Parse(scenario.StartsWith("nodes:", StringComparison.Ordinal) ? scenario : Nodes + scenario), time, new RunJournal(time, new Secrets()));

    private async Task<JsonObject> RunAsync(SandboxClusterConnector clusters, string image, string node, string command = "null", string policy = "null")
    {
        await clusters.Connect("sandbox", null).CreateAsync(ResourceKind.Pod, JsonNode.Parse($$"""
            {"metadata":{"name":"web","namespace":"default"},
             "spec":{"nodeName":"{{node}}","containers":[{"name":"web","image":"{{image}}","command":{{command}},"imagePullPolicy":{{policy}}}]} }
            """)!.AsObject(), false, default);
        time.Advance(TimeSpan.FromMilliseconds(600));
        return await ContainerAsync(clusters);
    }

    private static async Task<JsonObject> ContainerAsync(SandboxClusterConnector clusters, string pod = "web") =>
        (await clusters.Connect("sandbox", null).GetAsync(ResourceKind.Pod, "default", pod, default)).Items("status", "containerStatuses").Single();
}
