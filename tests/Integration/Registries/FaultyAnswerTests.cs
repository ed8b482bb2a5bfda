using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;

namespace Mesh.Integration.Registries;

/// <summary>Answers that are not what they say they are: each gives one clear finding, or one clear reason, and an exit code; none hangs.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FaultyAnswerTests : IDisposable
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    // The one without an answer is given half a minute, twice; the others take a second or two.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly ImageDesk desk = new();
    private readonly string repository = $"faulty/{Guid.NewGuid():N}";

    [Test]
    public Task A_manifest_whose_text_ends_in_the_middle() => CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Replace(body => body[..(body.Length / 2)]) : null);

    [Test]
    public Task A_manifest_whose_connection_breaks_each_time() => CheckAsync(null, null, seen => seen.IsManifest ? Fault.Cut(20) : null);

    [Test]
    public Task A_manifest_without_end() => CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Endless(IndexType) : null);

    [Test]
    public Task A_manifest_of_32_MB() => CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Replace(body => [.. body, .. Encoding.UTF8.GetBytes(new string(' ', 32 << 20))]) : null);

    [Test]
    public Task A_manifest_of_another_digest_than_its_header_says() => CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Replace(body => [.. body, (byte)' ']) : null);

    [Test]
    public Task A_manifest_that_is_no_JSON() => CheckAsync(79, "IMG006", _ => Fault.Answer(200, "<html>Sign in to the hotel's network</html>", ("Content-Type", "text/html")));

    [Test]
    public Task A_manifest_whose_JSON_is_nested_without_sense() => CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Answer(200, new string('[', 100_000), ("Content-Type", IndexType)) : null);

    [Test]
    public Task A_manifest_of_schema_1() => CheckAsync(79, "IMG005", seen => seen.IsManifest
        ? Fault.Answer(200, """{"schemaVersion":1,"name":"app","tag":"1","architecture":"amd64","fsLayers":[],"history":[]}""", ("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws"))
        : null);

    [Test]
    public Task A_redirect_to_itself() => CheckAsync(null, null, seen => Fault.Answer(307, "", ("Location", seen.Path)));

    [Test]
    public Task A_redirect_that_always_leads_on() => CheckAsync(null, null, seen => Fault.Answer(307, "", ("Location", $"/v2/{repository}/manifests/{seen.Number}")));

    [Test]
    public Task An_index_that_lists_what_leads_back_to_itself()
    {
        // Two indexes cannot hold each other's digest: whoever says so gives a wrong digest for at least one.
        var digest = $"sha256:{new string('a', 64)}";
        var body = $$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{"mediaType":"{{IndexType}}","digest":"{{digest}}","size":300}]}""";
        return CheckAsync(79, "IMG006", seen => seen.IsManifest ? Fault.Answer(200, body, ("Content-Type", IndexType)) : null);
    }

    [Test]
    public async Task An_index_nested_deeper_than_any_builder_nests()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var inner = await pusher.PushImageAsync(repository, null, "linux/arm64");
        for (var depth = 0; depth < 8; depth++)
        {
            inner = await pusher.PushIndexAsync(repository, "1", [inner]);
        }

        await CheckAsync(79, "IMG006", _ => null, push: false);
    }

    [Test]
    public Task A_registry_that_takes_the_request_and_never_answers() => CheckAsync(69, null, _ => Fault.Silence);

    [Test]
    public Task Nothing_but_500() => CheckAsync(69, null, _ => Fault.Answer(500, "oops"));

    [Test]
    public Task A_rate_limit_that_lasts_for_hours() => CheckAsync(69, null, _ => Fault.Answer(429, """{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit"}]}""", ("Retry-After", "21600")));

    [Test]
    public Task A_rate_limit_that_lasts_for_a_second_is_waited_for() => CheckAsync(0, null, seen => seen.Number == 1 ? Fault.Answer(429, "", ("Retry-After", "1")) : null);

    [Test]
    public Task A_500_on_every_third_request_is_tried_again() => CheckAsync(0, null, seen => seen.Number % 3 == 1 ? Fault.Answer(500) : null);

    [Test]
    public async Task A_credential_is_not_handed_on_to_where_a_registry_redirects()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithLogin with { InMemory = true }));
        using var pusher = new ImagePusher(registry);
        await pusher.PushImageAsync("app", "1", "linux/arm64");
        await using var elsewhere = await FaultyProxy.StartAsync(new HttpClient { BaseAddress = registry.Address });
        elsewhere.Rule = _ => Fault.Answer(403);
        await using var proxy = await FaultyProxy.StartAsync(registry.CreateClient());
        proxy.Rule = seen => seen.IsBlob ? Fault.Answer(307, "", ("Location", $"http://localhost:{elsewhere.Address.Port}/blob")) : null;
        desk.Set("REGISTRY_PASSWORD", registry.Password);
        desk.Configure($$"""
            images: { check: ['{{proxy.Host}}/app:1'], platforms: [linux/arm64] }
            registries: [{ host: '{{proxy.Host}}', plainHttp: true, username: AWS, passwordFromEnv: REGISTRY_PASSWORD }]
            """);

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Not.Zero, outcome.ToString());
        Assert.That(proxy.Requests.Select(seen => seen.Authorization), Has.Some.StartsWith("Basic "));
        Assert.That(elsewhere.Requests.Select(seen => seen.Authorization), Is.All.Null);
    }

    public void Dispose() => desk.Dispose();

    // Null for what may be called unreachable as well as invalid: it must be one of the two.
    private async Task CheckAsync(int? exitCode, string? finding, Func<SeenRequest, Fault?> rule, bool push = true)
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        if (push)
        {
            await pusher.PushIndexAsync(repository, "1", "linux/amd64", "linux/arm64");
        }

        await using var proxy = await FaultyProxy.StartAsync(registry.CreateClient());
        proxy.Rule = rule;
        desk.Configure($$"""
            images: { check: ['{{proxy.Host}}/{{repository}}:1'], platforms: [linux/arm64] }
            registries: [{ host: '{{proxy.Host}}', plainHttp: true }]
            """);
        var started = Stopwatch.StartNew();

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, exitCode is null ? Is.EqualTo(79).Or.EqualTo(69) : Is.EqualTo(exitCode), outcome.ToString());
            Assert.That(started.Elapsed, Is.LessThan(Soon));
            Assert.That(proxy.Requests, Has.Count.LessThan(40), "nothing is asked without end");
        });
        if (outcome.ExitCode == 0)
        {
            Assert.That(desk.Findings, Is.Empty);
        }
        else
        {
            Assert.That(outcome.LastErrorLine, Does.StartWith($"mesh: exit {outcome.ExitCode}: "));
            Assert.That(desk.Matrix.Values.Single().State("linux/arm64"), Is.EqualTo(outcome.ExitCode == 79 ? "missing" : "notSeen").Or.EqualTo("notSeen"), "what was not seen is not called there");
            Assert.That(desk.Findings, finding is null ? Has.Count.LessThanOrEqualTo(1) : Is.EqualTo(new[] { finding }), outcome.ToString());
        }
    }
}
