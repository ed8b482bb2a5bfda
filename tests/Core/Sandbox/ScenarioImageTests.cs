using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>Images and registries of a scenario: how they are written, and what is in the registries then.</summary>
public sealed class ScenarioImageTests
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Image = "application/vnd.oci.image.manifest.v1+json";

    [TestCase("images: [{ platforms: [linux/arm64] }]", "s.yaml:1:10: 'image' is missing", "Add image:")]
    [TestCase("images: [{ image: docker.io/Istio/pilot }]", "s.yaml:1:19: 'docker.io/Istio/pilot' is no image", "docker.io/istio/pilot:1.29.0")]
    [TestCase("images: [{ image: pilot, platform: linux/arm64 }]", "s.yaml:1:26: there is no key 'platform' here", "Did you mean 'platforms'?")]
    [TestCase("images: [{ image: pilot, platforms: [arm64] }]", "s.yaml:1:38: 'arm64' is no platform", "linux/arm64")]
    [TestCase("images: [{ image: pilot, platforms: [] }]", "s.yaml:1:37: 'platforms' is empty", "leave the key out")]
    [TestCase("images: [{ image: pilot, index: maybe }]", "s.yaml:1:33: 'index' is true or false, not 'maybe'", "docs/sandbox.md")]
    [TestCase("images: [{ image: pilot, index: false }]", "s.yaml:1:33: an image of several platforms is an index", "one platform")]
    [TestCase("images: [{ image: pilot, layers: 0 }]", "s.yaml:1:34: 'layers' cannot be 0", "1 to 32")]
    [TestCase("images: [{ image: pilot, size: 99999999 }]", "s.yaml:1:32: 'size' cannot be 99999999", "1 to 67108864")]
    [TestCase("images: [{ image: pilot }, { image: docker.io/library/pilot:latest }]", "s.yaml:1:28: there are two images 'docker.io/library/pilot:latest'", "Keep one")]
    [TestCase("images:\n  - image: pilot@sha256:ad5cd43a9d1a5d4d8e5c3e0a2b7bb2ecd1d9e3ff74ce4b5e0e7d0bb01e0ca28d\n", "s.yaml:2:12: 'pilot@sha256:", "by its tag")]
    [TestCase("images: docker.io/istio/pilot", "s.yaml:1:9: 'images' is a list", "docs/sandbox.md")]
    [TestCase("registries: [{ down: true }]", "s.yaml:1:14: 'host' is missing", "Add host:")]
    [TestCase("registries: [{ host: docker.io/istio }]", "s.yaml:1:22: 'docker.io/istio' is no registry's host", "localhost:5000")]
    [TestCase("registries: [{ host: istio }]", "s.yaml:1:22: 'istio' is no registry's host", "localhost:5000")]
    [TestCase("registries: [{ host: docker.io, username: jane }]", "s.yaml:1:14: a registry has both 'username' and 'password', or neither", "Add the other")]
    [TestCase("registries: [{ host: docker.io }, { host: index.docker.io }]", "s.yaml:1:35: there are two registries 'docker.io'", "Keep one")]
    [TestCase("registries: [{ host: docker.io, down: 1 }]", "s.yaml:1:39: 'down' is true or false, not '1'", "docs/sandbox.md")]
    public void A_mistake_is_named_with_its_place(string yaml, string reason, string remedy)
    {
        var refused = Assert.Throws<MeshException>(() => Scenario.Parse(yaml, "s.yaml"));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
            Assert.That(refused.Reason, Does.StartWith(reason));
            Assert.That(refused.Remedy, Does.Contain(remedy));
        });
    }

    [Test]
    public async Task An_image_of_two_platforms_is_an_index_whose_digests_and_sizes_are_true()
    {
        using var talk = new RegistryTalk("images: [{ image: docker.io/istio/pilot:1.29.0, platforms: [linux/amd64, linux/arm/v7], layers: 2, size: 1000 }]", "docker.io");

        var index = await talk.ManifestAsync("istio/pilot", "1.29.0", Index);
        var platforms = new List<string>();
        foreach (var child in index.Items("manifests"))
        {
            var manifest = await talk.ManifestAsync("istio/pilot", child.Text("digest")!, Image);
            var config = await talk.JsonBlobAsync("istio/pilot", manifest["config"]!);
            platforms.Add($"{config.Text("os")}/{config.Text("architecture")}/{config.Text("variant")}");
            Assert.That(child.Child("platform")!.Texts(), Is.SubsetOf(config.Texts()), "index and configuration say the same platform");
            var layers = manifest.Items("layers").ToList();
            Assert.That(layers, Has.Count.EqualTo(2));
            foreach (var layer in layers)
            {
                Assert.That((await talk.BlobAsync("istio/pilot", layer)).Length, Is.GreaterThan(1000));
            }
        }

        Assert.That(platforms, Is.EqualTo(new[] { "linux/amd64/", "linux/arm/v7" }));
    }

    [TestCase("", Image)]
    [TestCase(", index: true", Index)]
    public async Task An_image_of_one_platform_is_an_index_only_where_the_scenario_says_so(string index, string type)
    {
        using var talk = new RegistryTalk($"images: [{{ image: 'localhost:5000/web:42', platforms: [linux/amd64]{index} }}]", "localhost:5000");
        Assert.That((await talk.ManifestAsync("web", "42", type)).Text("mediaType"), Is.EqualTo(type));
    }

    [Test]
    public async Task A_copy_has_the_digest_of_its_original_and_another_tag_has_another()
    {
        const string images = "images: [{ image: docker.io/istio/pilot:1.29.0 }, { image: eu.invalid/mirror/pilot:1.29.0 }, { image: docker.io/istio/pilot:1.29.1 }]";
        using var hub = new RegistryTalk(images, "docker.io");
        using var mirror = new RegistryTalk(images, "eu.invalid");
        Assert.Multiple(() =>
        {
            Assert.That(mirror.DigestAsync("mirror/pilot", "1.29.0").Result, Is.EqualTo(hub.DigestAsync("istio/pilot", "1.29.0").Result));
            Assert.That(hub.DigestAsync("istio/pilot", "1.29.1").Result, Is.Not.EqualTo(hub.DigestAsync("istio/pilot", "1.29.0").Result));
        });
        await Task.CompletedTask;
    }

    [Test]
    public async Task Without_images_every_tag_that_is_asked_for_is_there_for_amd64_and_arm64()
    {
        using var talk = new RegistryTalk("{}", "docker.io");
        var index = await talk.ManifestAsync("istio/pilot", "1.29.0", Index);
        Assert.That(index.Items("manifests").Select(child => child.Text("platform", "architecture")), Is.EqualTo(new[] { "amd64", "arm64" }));
        using var later = new RegistryTalk("{}", "docker.io");
        Assert.That(await later.DigestAsync("istio/pilot", "1.29.0"), Is.EqualTo(await talk.DigestAsync("istio/pilot", "1.29.0")), "it is the same one in each run");
    }

    [Test]
    public async Task With_images_nothing_else_is_there()
    {
        using var talk = new RegistryTalk("images: []", "docker.io");
        using var answer = await talk.SendAsync(HttpMethod.Get, "/v2/istio/pilot/manifests/1.29.0", Index);
        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public void A_registry_that_is_down_refuses_the_connection()
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, down: true }]", "docker.io");
        Assert.That(async () => await talk.SendAsync(HttpMethod.Get, "/v2/", Index), Throws.TypeOf<HttpRequestException>().With.Property("HttpRequestError").EqualTo(HttpRequestError.ConnectionError));
    }

    [Test]
    public async Task An_immutable_tag_takes_the_same_digest_again_and_no_other()
    {
        using var talk = new RegistryTalk("images: [{ image: eu.invalid/web:42, platforms: [linux/amd64] }, { image: eu.invalid/web:43, platforms: [linux/amd64] }]\nregistries: [{ host: eu.invalid, immutable: true }]", "eu.invalid");
        var (same, other) = (await talk.BodyAsync("web", "42", Image), await talk.BodyAsync("web", "43", Image));

        using var again = await talk.PutAsync("web", "42", same, Image);
        using var moved = await talk.PutAsync("web", "42", other, Image);
        Assert.Multiple(() =>
        {
            Assert.That((int)again.StatusCode, Is.EqualTo(201));
            Assert.That((int)moved.StatusCode, Is.EqualTo(400));
            Assert.That(moved.Content.ReadAsStringAsync().Result, Does.Contain("TAG_INVALID").And.Contain("immutable"));
        });

        using var child = await talk.PutAsync("web", Digest.Of(other).ToString(), other, Image);
        Assert.That((int)child.StatusCode, Is.EqualTo(201), "a digest names one content only");
    }
}
