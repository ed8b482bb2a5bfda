using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;

namespace Mesh.Integration.Registries;

/// <summary>Mesh.CheckImages as a user runs it, with the platforms from mesh.yaml: the compiled host against a real registry.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CheckImagesTests : IDisposable
{
    private readonly ImageDesk desk = new();

    [Test]
    public async Task Each_cell_of_the_matrix_is_right_and_missing_ones_end_with_79()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        using var docker = new ImagePusher(registry) { Docker = true };
        var path = $"matrix/{Guid.NewGuid():N}";
        var pushed = new Dictionary<string, Pushed>
        {
            [$"{path}/single:1"] = await docker.PushImageAsync($"{path}/single", "1", "linux/amd64"),
            [$"{path}/index:1"] = await pusher.PushIndexAsync($"{path}/index", "1", "linux/amd64", "linux/arm64/v8"),
            [$"{path}/list:1"] = await docker.PushIndexAsync($"{path}/list", "1", "linux/amd64", "linux/arm/v7"),
            [$"{path}/nested:1"] = await pusher.PushNestedAsync($"{path}/nested", "1", "linux/amd64", "linux/arm64"),
            [$"{path}/attested:1"] = await pusher.PushAttestedAsync($"{path}/attested", "1", "linux/arm64"),
        };
        string[] gone = [$"{path}/single:2", $"{path}/nothing:1"];
        Configure(registry.Host, "plainHttp: true", pushed.Keys.Concat(gone), "linux/arm64", "linux/amd64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        var matrix = desk.Matrix;
        Assert.Multiple(() =>
        {
            Assert.That(pushed.Keys.Concat(gone).Select(image => (image, States(matrix[$"{registry.Host}/{image}"]))), Is.EqualTo(new[]
            {
                ($"{path}/single:1", "missing exists"), ($"{path}/index:1", "exists exists"), ($"{path}/list:1", "missing exists"), ($"{path}/nested:1", "exists exists"),
                ($"{path}/attested:1", "exists missing"), ($"{path}/single:2", "missing missing"), ($"{path}/nothing:1", "missing missing"),
            }));
            Assert.That(pushed.Keys.Concat(gone).Select(image => matrix[$"{registry.Host}/{image}"].Finding), Is.EqualTo(new[] { "IMG003", null, "IMG003", null, "IMG003", "IMG001", "IMG002" }));
            Assert.That(matrix[$"{registry.Host}/{path}/nested:1"].Offered, Is.EquivalentTo(new[] { "linux/amd64", "linux/arm64" }));
            Assert.That(matrix[$"{registry.Host}/{path}/attested:1"].Offered, Is.EqualTo(new[] { "linux/arm64" }), "an attestation is no image");
            Assert.That(desk.Findings, Is.EquivalentTo(new[] { "IMG003", "IMG003", "IMG003", "IMG001", "IMG002" }));
            Assert.That(outcome.Output, Does.Contain("exec format error").And.Contain("ImagePullBackOff"));
        });
        foreach (var (image, manifest) in pushed)
        {
            Assert.That(matrix[$"{registry.Host}/{image}"].Digest, Is.EqualTo(manifest.Digest));
            Assert.That(await Skopeo.DigestAsync(registry, image), Is.EqualTo(manifest.Digest), "a second opinion");
        }
    }

    [Test]
    public async Task Images_that_are_there_for_every_platform_end_with_0()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var path = $"good/{Guid.NewGuid():N}";
        await pusher.PushIndexAsync($"{path}/index", "1", "linux/amd64", "linux/arm64/v8");
        await pusher.PushImageAsync($"{path}/single", "1", "linux/arm64");
        Configure(registry.Host, "plainHttp: true", [$"{path}/index:1", $"{path}/single:1"], "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix.Values.Select(row => row.State("linux/arm64")), Is.All.EqualTo("exists"));
        Assert.That(desk.Findings, Is.Empty);
    }

    [Test]
    public async Task A_digest_pinned_to_one_child_of_an_index_is_found()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var repository = $"pinned/{Guid.NewGuid():N}";
        var index = await pusher.PushIndexAsync(repository, "1", "linux/amd64", "linux/arm64");
        var pinned = $"{repository}:1@{index.Children[0].Digest}";
        Configure(registry.Host, "plainHttp: true", [pinned], "linux/amd64", "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(desk.Findings, Is.EqualTo(new[] { "IMG004" }));
        Assert.That(States(desk.Matrix.Values.Single(), "linux/amd64", "linux/arm64"), Is.EqualTo("exists missing"));
    }

    [Test]
    public async Task A_stopped_registry_gives_69_and_is_not_seen_as_missing()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync());
        Configure(registry.Host, "plainHttp: true", ["app:1"], "linux/arm64");
        await registry.StopAsync();

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(69), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain(registry.Host));
        Assert.That(desk.Matrix.Values.Single().State("linux/arm64"), Is.EqualTo("notSeen"));
    }

    [TestCase(false, 77, "notSeen")]
    [TestCase(true, 0, "exists")]
    public async Task A_wrong_password_gives_77_and_the_right_one_is_never_shown(bool right, int exitCode, string state)
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithLogin with { InMemory = true }));
        using var pusher = new ImagePusher(registry);
        await pusher.PushImageAsync("app", "1", "linux/arm64");
        var password = right ? registry.Password : "not-the-password-0000";
        desk.Set("REGISTRY_PASSWORD", password);
        Configure(registry.Host, $"plainHttp: true, username: {RegistryServer.User}, passwordFromEnv: REGISTRY_PASSWORD", ["app:1"], "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.ToString());
        Assert.That(desk.Matrix.Values.Single().State("linux/arm64"), Is.EqualTo(state));
        Assert.That(outcome + desk.Report.ToJsonString(), Does.Not.Contain(password));
    }

    [TestCase(true, 0)]
    [TestCase(false, 69)]
    public async Task A_private_authority_is_trusted_where_it_is_configured(bool configured, int exitCode)
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithTls with { InMemory = true }));
        using var pusher = new ImagePusher(registry);
        await pusher.PushImageAsync("app", "1", "linux/arm64");
        Configure(registry.Host, configured ? $"certificateAuthority: '{registry.CertificateAuthority}'" : "plainHttp: false", ["app:1"], "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.ToString());
    }

    [Test]
    public async Task An_endpoint_is_asked_instead_of_the_host_that_images_name()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var repository = $"endpoint/{Guid.NewGuid():N}";
        await pusher.PushImageAsync(repository, "1", "linux/arm64");
        Configure("registry.invalid", $"plainHttp: true, endpoint: '{registry.Host}'", [$"{repository}:1"], "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix.Keys, Is.EqualTo(new[] { $"registry.invalid/{repository}:1" }));
    }

    [Test]
    public async Task Each_manifest_is_asked_for_once_however_many_images_there_are()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var repository = $"many/{Guid.NewGuid():N}";
        var children = new List<Pushed> { await pusher.PushImageAsync(repository, null, "linux/amd64"), await pusher.PushImageAsync(repository, null, "linux/arm64") };
        for (var image = 0; image < 100; image++)
        {
            await pusher.PushIndexAsync(repository, $"{image}", children);
        }

        await using var proxy = await FaultyProxy.StartAsync(registry.CreateClient());
        var images = Enumerable.Range(0, 100).Select(image => $"{repository}:{image}").ToList();
        Configure(proxy.Host, "plainHttp: true", images.Concat(images), "linux/amd64", "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix, Has.Count.EqualTo(100));
        Assert.That(proxy.Requests.Where(seen => seen.IsManifest).GroupBy(seen => seen.Path).Select(asked => asked.Count()), Is.All.EqualTo(1).And.Exactly(100).Items);
    }

    [Test]
    public async Task A_credential_helper_of_Docker_is_asked()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithLogin with { InMemory = true }));
        using var pusher = new ImagePusher(registry);
        await pusher.PushImageAsync("app", "1", "linux/arm64");
        desk.CredentialHelper(registry.Host, RegistryServer.User, registry.Password);
        Configure(registry.Host, "plainHttp: true", ["app:1"], "linux/arm64");

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome + desk.Report.ToJsonString(), Does.Not.Contain(registry.Password));
    }

    [Test]
    public async Task The_hub_auto_is_the_first_that_has_every_platform()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var path = $"hubs/{Guid.NewGuid():N}";
        foreach (var image in new[] { "pilot", "proxyv2" })
        {
            await pusher.PushImageAsync($"{path}/private/{image}", "1.29.0", "linux/amd64");
            await pusher.PushIndexAsync($"{path}/public/{image}", "1.29.0", "linux/amd64", "linux/arm64");
        }

        desk.Configure($$"""
            istio: { version: 1.29.0, hub: auto, hubs: ['{{registry.Host}}/{{path}}/none', '{{registry.Host}}/{{path}}/private', '{{registry.Host}}/{{path}}/public'] }
            images: { platforms: [linux/arm64] }
            registries: [{ host: '{{registry.Host}}', plainHttp: true }]
            """);

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix.Keys, Is.EquivalentTo(new[] { $"{registry.Host}/{path}/public/pilot:1.29.0", $"{registry.Host}/{path}/public/proxyv2:1.29.0" }));
        Assert.That(outcome.Output, Does.Contain($"{path}/none").And.Contain($"{path}/private").And.Contain("linux/arm64"), "why the others were passed over");
    }

    public void Dispose() => desk.Dispose();

    private static string States(MatrixRow row) => States(row, "linux/arm64", "linux/amd64");

    private static string States(MatrixRow row, params string[] platforms) => string.Join(' ', platforms.Select(row.State));

    private void Configure(string host, string registry, IEnumerable<string> images, params string[] platforms) => desk.Configure($$"""
        images: { check: [{{string.Join(", ", images.Select(image => $"'{host}/{image}'"))}}], platforms: [{{string.Join(", ", platforms)}}] }
        registries: [{ host: '{{host}}', {{registry}} }]
        """);
}
