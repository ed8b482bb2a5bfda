using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>Helm of the sandbox, on the scenarios of the demonstration.</summary>
public sealed class SandboxHelmTests
{
    private static readonly HelmTarget Target = new("locust-eks", null);
    private readonly ManualTime time = new();

    [Test]
    public async Task The_demonstration_begins_with_release_web_running()
    {
        using var clusters = Clusters("demo.yaml");
        var helm = new SandboxHelm(clusters);

        var web = await WebAsync(clusters);
        Assert.Multiple(() =>
        {
            Assert.That(helm.FindAsync(Target, Release("42"), default).Result, Is.EqualTo(new InstalledRelease("web", 1, "deployed", "web-0.1.0") { Namespace = "beta" }));
            Assert.That((int?)web["status"]!["availableReplicas"], Is.EqualTo(3));
            Assert.That(helm.GetManifestAsync(Target, Release("42"), default).Result, Does.Contain("ps-ecr-repo/web:42"));
        });
    }

    [Test]
    public async Task What_is_installed_renders_to_the_same_text_and_a_new_tag_to_another()
    {
        using var clusters = Clusters("demo.yaml");
        var helm = new SandboxHelm(clusters);
        var installed = await helm.GetManifestAsync(Target, Release("42"), default);

        Assert.Multiple(() =>
        {
            Assert.That(helm.RenderAsync(Target, Release("42"), default).Result, Is.EqualTo(installed));
            Assert.That(helm.RenderAsync(Target, Release("44"), default).Result, Is.EqualTo(installed.Replace("web:42", "web:44", StringComparison.Ordinal)));
        });
    }

    [Test]
    public async Task An_upgrade_rolls_the_new_image_out_in_a_few_seconds()
    {
        using var clusters = Clusters("demo.yaml");
        var helm = new SandboxHelm(clusters);

        await helm.UpgradeAsync(Target, Release("44"), default);
        var early = await WebAsync(clusters);
        time.Advance(TimeSpan.FromSeconds(6));
        var late = await WebAsync(clusters);

        Assert.Multiple(() =>
        {
            Assert.That(helm.FindAsync(Target, Release("44"), default).Result!.Revision, Is.EqualTo(2));
            Assert.That((int?)early["status"]!["updatedReplicas"], Is.EqualTo(3), "the old status, until a controller has looked");
            Assert.That((int?)early["status"]!["observedGeneration"], Is.EqualTo(1));
            Assert.That((string?)late["spec"]!["template"]!["spec"]!["containers"]![0]!["image"], Does.EndWith("web:44"));
            Assert.That((int?)late["status"]!["observedGeneration"], Is.EqualTo(2));
            Assert.That((int?)late["status"]!["updatedReplicas"], Is.EqualTo(3));
            Assert.That((int?)late["status"]!["replicas"], Is.EqualTo(3));
        });
    }

    [TestCase("demo-broken-image.yaml", "43", "panic: open /etc/web/config.yaml: no such file or directory\n")]
    [TestCase("demo-amd64-image.yaml", "45", "exec /usr/local/bin/web: exec format error\n")]
    public async Task The_broken_images_crash_with_a_reason_and_the_old_pods_stay(string scenario, string tag, string log)
    {
        using var clusters = Clusters(scenario);
        await new SandboxHelm(clusters).UpgradeAsync(Target, Release(tag), default);

        time.Advance(TimeSpan.FromSeconds(5));

        var cluster = clusters.Connect("locust-eks", null);
        var pods = await cluster.ListAsync(ResourceKind.Pod, new ListQuery("beta"), default).ToListAsync();
        var crashing = pods.Where(pod => (string?)pod["status"]!["containerStatuses"]![0]!["state"]!["waiting"]?["reason"] == "CrashLoopBackOff").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(pods, Has.Count.EqualTo(4));
            Assert.That(crashing, Has.Count.EqualTo(1));
        });
        Assert.That(await cluster.GetLogsAsync("beta", (string)crashing[0]["metadata"]!["name"]!, "web", 10, previous: true, default), Is.EqualTo(log));
    }

    [Test]
    public async Task What_a_new_revision_no_longer_has_goes()
    {
        using var clusters = Clusters(Scenario.Parse("""
            contexts: [{ name: locust-eks }]
            objects: [{ apiVersion: v1, kind: Namespace, metadata: { name: beta } }]
            charts:
              - chart: ./charts/web
                values: { extra: yes, count: 2 }
                manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { a: "x-${values.extra}", b: "${values.b}" } }]
            """));
        var helm = new SandboxHelm(clusters);
        var release = new HelmRelease("web", "/somewhere/charts/web", "beta") { Set = new Dictionary<string, JsonNode?> { ["b"] = "1" } };

        await helm.UpgradeAsync(Target, release, default);
        var first = await clusters.Connect("locust-eks", null).GetAsync(ResourceKind.ConfigMap, "beta", "one", default);

        Assert.Multiple(() =>
        {
            Assert.That((string?)first!["data"]!["a"], Is.EqualTo("x-yes"));
            Assert.That((string?)first["metadata"]!["labels"]!["app.kubernetes.io/managed-by"], Is.EqualTo("Helm"));
            Assert.That(async () => await helm.UpgradeAsync(Target, release with { Clear = ["extra"] }, default), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(1));
        });
    }

    [Test]
    public void A_chart_or_values_file_that_is_not_there_is_no_input_and_a_refusal_of_the_server_is_helms_own_code()
    {
        using var clusters = Clusters("demo.yaml");
        var helm = new SandboxHelm(clusters);
        Assert.Multiple(() =>
        {
            Assert.That(() => helm.RenderAsync(Target, Release("42") with { Chart = "sandbox/wob" }, default), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(66).And.Message.Contains("sandbox/web"));
            Assert.That(() => helm.RenderAsync(Target, Release("42") with { ValuesFiles = ["none.yaml"] }, default), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(66));
            Assert.That(async () => await helm.UpgradeAsync(Target, Release("42") with { Name = "other", Namespace = "nowhere" }, default),
                Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(1).And.Message.Contains("INSTALLATION FAILED: namespaces \"nowhere\" not found"));
        });
    }

    private static HelmRelease Release(string tag) => new("web", "sandbox/web", "beta") { Set = new Dictionary<string, JsonNode?> { ["image.tag"] = tag } };

    private static async Task<JsonObject> WebAsync(SandboxClusterConnector clusters) =>
        (await clusters.Connect("locust-eks", null).GetAsync(ResourceKind.Deployment, "beta", "ps-func-web-beta", default))!;

    private SandboxClusterConnector Clusters(string file) => Clusters(Scenario.Load(Path.Combine(Root(), "build", "scenarios", file)));

    private SandboxClusterConnector Clusters(Scenario scenario) => new(scenario, time, new RunJournal(time, new Secrets()));

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
