using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Registries;

/// <summary>The environment itself: what the other tests of registries take for granted.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RegistryServerTests
{
    [Test]
    public async Task What_the_pusher_pushed_has_the_same_digest_for_skopeo([Values] bool docker)
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry) { Docker = docker };
        var repository = $"env/{Guid.NewGuid():N}";

        var index = await pusher.PushIndexAsync(repository, "1", "linux/amd64", "linux/arm64/v8");

        Assert.That(await Skopeo.DigestAsync(registry, $"{repository}:1"), Is.EqualTo(index.Digest));
        var manifest = await Skopeo.ManifestAsync(registry, $"{repository}:1");
        Assert.That(manifest["manifests"]!.AsArray().Select(child => (string)child!["platform"]!["architecture"]!), Is.EqualTo(new[] { "amd64", "arm64" }));
        Assert.That(await Skopeo.DigestAsync(registry, $"{repository}@{index.Children[1].Digest}"), Is.EqualTo(index.Children[1].Digest));
    }

    [Test]
    public async Task Nested_and_attested_indexes_are_taken()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var repository = $"env/{Guid.NewGuid():N}";

        var nested = await pusher.PushNestedAsync(repository, "nested", "linux/amd64", "linux/arm64");
        var attested = await pusher.PushAttestedAsync(repository, "attested", "linux/amd64");

        Assert.That(nested.Tree.Count(), Is.EqualTo(5));
        Assert.That(await Skopeo.DigestAsync(registry, $"{repository}:nested"), Is.EqualTo(nested.Digest));
        Assert.That(await Skopeo.DigestAsync(registry, $"{repository}:attested"), Is.EqualTo(attested.Digest));
    }

    [Test]
    public async Task A_registry_with_login_takes_nobody_else()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithLogin));
        using var stranger = new HttpClient();
        using var pusher = new ImagePusher(registry);

        using var refused = await stranger.GetAsync(new Uri(registry.Address, "/v2/"));
        var image = await pusher.PushImageAsync("app", "1", "linux/arm64");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(refused.Headers.WwwAuthenticate.ToString(), Does.StartWith("Basic realm="));
        Assert.That(await Skopeo.DigestAsync(registry, "app:1"), Is.EqualTo(image.Digest));
    }

    [Test]
    public async Task A_registry_with_a_private_authority_is_trusted_by_those_who_know_it()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithTls with { InMemory = true }));
        using var stranger = new HttpClient();
        using var pusher = new ImagePusher(registry);

        await pusher.PushImageAsync("app", "1", "linux/arm64");

        Assert.That(() => stranger.GetAsync(new Uri(registry.Address, "/v2/")), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_stopped_registry_comes_back_at_the_same_address_with_the_same_images()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync());
        using var pusher = new ImagePusher(registry);
        using var client = registry.CreateClient();
        var image = await pusher.PushImageAsync("app", "1", "linux/amd64", 3 << 20, 1 << 20);

        await registry.StopAsync();
        Assert.That(() => client.GetAsync(new Uri("/v2/", UriKind.Relative)), Throws.InstanceOf<HttpRequestException>());
        await registry.StartAsync();

        Assert.That(await Skopeo.DigestAsync(registry, "app:1"), Is.EqualTo(image.Digest));
        Assert.That(image.BlobBytes, Is.GreaterThan(4 << 20));
        await pusher.DeleteAsync("app", image.Digest);
        Assert.That(() => Skopeo.DigestAsync(registry, "app:1"), Throws.InvalidOperationException.With.Message.Contains("manifest unknown"));
    }

    [Test]
    public async Task Nothing_is_left_of_a_registry_that_is_disposed()
    {
        var registry = await Require.Available(RegistryServer.StartAsync());
        using var client = registry.CreateClient();

        await registry.DisposeAsync();

        Assert.That(Directory.Exists(registry.Folder), Is.False);
        Assert.That(() => client.GetAsync(new Uri("/v2/", UriKind.Relative)), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_registry_ends_with_the_one_who_watches_it()
    {
        await using var registry = await Require.Available(RegistryServer.StartAsync());
        using var watcher = Process.GetProcessById(registry.Watcher);
        using var server = Process.GetProcessById(ProcessTable.TreeOf(registry.Watcher, "docker-registry").Single(id => id != registry.Watcher));

        watcher.Kill();

        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(ProcessTable.Lives(server.Id), Is.False);
    }
}
