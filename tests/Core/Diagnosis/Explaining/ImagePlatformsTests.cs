using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Registries.Inspector;

namespace Mesh.Core.Tests.Diagnosis.Explaining;

/// <summary>What registries are asked for, and what becomes of it.</summary>
public sealed class ImagePlatformsTests
{
    private const string Says = "exec /app: exec format error";

    private readonly ManualTime time = new();

    [Test]
    public async Task The_registry_proves_what_the_node_alone_cannot()
    {
        var registries = new FakeRegistries();
        registries.Index(["1"], FakeRegistries.Child(registries.Image("""{"os":"linux","architecture":"amd64"}"""), "linux/amd64"), FakeRegistries.Child(registries.Image("""{"os":"linux","architecture":"s390x"}"""), "linux/s390x"));
        var seen = await AddAsync(registries, Evidence("web:1", Says));
        Assert.Multiple(() =>
        {
            Assert.That(seen.NotSeen, Is.Empty);
            Assert.That(seen.Platforms["web:1"].Select(platform => platform.ToString()), Is.EqualTo(new[] { "linux/amd64", "linux/s390x" }));
            var found = new Explainer(SignatureBooks.BuiltIn).Explain(EvidenceSymptoms.Of(seen), seen)[0];
            Assert.That(found.Confidence, Is.EqualTo(Confidence.Proven));
            Assert.That(found.Evidence, Has.Some.EqualTo("seen: web:1 is built for linux/amd64, linux/s390x, and node n is linux/arm64"));
        });
    }

    [Test]
    public async Task An_image_that_is_built_for_the_node_rules_the_cause_out()
    {
        var registries = new FakeRegistries();
        registries.Image("""{"os":"linux","architecture":"arm64"}""", "1");
        var seen = await AddAsync(registries, Evidence("web:1", Says));
        Assert.That(new Explainer(SignatureBooks.BuiltIn).Explain(EvidenceSymptoms.Of(seen), seen)[0].Evidence, Has.Some.StartsWith("ruled out: The image is built for another architecture"));
    }

    [Test]
    public async Task Nobody_is_asked_where_nothing_depends_on_it()
    {
        var evidence = Evidence("web:1", "panic: no such table");
        Assert.That(await new ImagePlatforms(() => throw new InvalidOperationException("no registry here"), SignatureBooks.BuiltIn, time).AddAsync(evidence, default), Is.SameAs(evidence));
    }

    [Test]
    public async Task A_registry_that_does_not_have_it_is_said_and_stops_nothing()
    {
        var seen = await AddAsync(new FakeRegistries(), Evidence("web:1", Says));
        Assert.That((seen.Platforms.Count, seen.NotSeen.Single()), Is.EqualTo((0, seen.NotSeen[0])));
        Assert.That(seen.NotSeen[0], Does.StartWith("platforms of web:1: "));
    }

    [Test]
    public async Task What_is_no_image_is_said_too() => Assert.That((await AddAsync(new FakeRegistries(), Evidence("WEB:1:2", Says))).NotSeen.Single(), Does.StartWith("platforms of WEB:1:2: "));

    [Test]
    public async Task A_registry_that_does_not_answer_is_waited_for_ten_seconds()
    {
        var asking = AddAsync(new FakeRegistries { Before = new TaskCompletionSource().Task }, Evidence("web:1", Says));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.That((await asking).NotSeen, Is.EqualTo(new[] { "platforms of web:1: its registry has not answered within 10 s" }));
    }

    [Test]
    public async Task Whoever_stops_the_run_stops_it()
    {
        using var stop = new CancellationTokenSource();
        var asking = new ImagePlatforms(() => new FakeRegistries { Before = new TaskCompletionSource().Task }, SignatureBooks.BuiltIn, time).AddAsync(Evidence("web:1", Says), stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<EvidenceSet> AddAsync(FakeRegistries registries, EvidenceSet evidence) => await new ImagePlatforms(() => registries, SignatureBooks.BuiltIn, time).AddAsync(evidence, default);

    private static EvidenceSet Evidence(string image, string says) => new()
    {
        TakenAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        Objects = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>
        {
            [ResourceKind.Pod] = [Json($$"""{ "metadata": { "name": "web-1", "namespace": "beta" }, "spec": { "nodeName": "n", "containers": [{ "name": "app", "image": "{{image}}" }] } }""")],
            [ResourceKind.Node] = [Json("""{ "metadata": { "name": "n" }, "status": { "nodeInfo": { "architecture": "arm64", "operatingSystem": "linux" } } }""")],
        },
        Logs = [new ContainerLog("beta", "web-1", "app", Previous: true, [says])],
    };

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
