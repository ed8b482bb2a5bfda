using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Registries.Mirroring;
using static Mesh.Core.Tests.Images.MirrorStage;

namespace Mesh.Core.Tests.Images;

/// <summary>Which images Mesh.MirrorImages copies, and from where.</summary>
public sealed class MirrorRoutesTests
{
    private static readonly MirrorOptions All = new() { To = To };

    [Test]
    public async Task The_listed_images_are_copied_and_nobody_is_asked_what_is_needed()
    {
        var stage = new MirrorStage();
        stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "a");
        await stage.RunAsync(new MirrorOptions { To = To, Images = ["a/b:1", "docker.io/a/b:1"] }, check: ["docker.io/c/d:1"]);
        Assert.That(stage.Summary, Does.StartWith("1 image: 1 copied"));
    }

    [Test]
    public async Task Without_a_list_it_is_what_is_checked_and_what_is_needed()
    {
        var stage = new MirrorStage { Needed = ["docker.io/c/d:1", "docker.io/a/b:1"] };
        stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "a");
        stage.Registries.AddImage("docker.io/c/d:1", "linux/amd64", "c");
        await stage.RunAsync(All, check: ["a/b:1"]);
        Assert.That(stage.Summary, Does.StartWith("2 images: 2 copied"));
    }

    [TestCase(To + "/istio/pilot:1.29.0", "docker.io/istio/pilot:1.29.0")]
    [TestCase(To + "/ztunnel:1.29.0-distroless", "docker.io/istio/ztunnel:1.29.0-distroless")]
    public async Task An_image_of_Istio_that_is_named_in_the_mirror_comes_from_the_hub(string needed, string source)
    {
        var stage = new MirrorStage { Needed = [needed] };
        var image = stage.Registries.AddImage(source, "linux/arm64", "a");
        await stage.RunAsync(All);
        Assert.That(stage.Registries.TagOf(needed), Is.EqualTo(image.Digest));
        Assert.That(stage.Report.Items("images").Single().Text("source"), Is.EqualTo(source));
    }

    [Test]
    public async Task The_hubs_are_looked_through_in_their_order_and_the_mirror_itself_is_none()
    {
        var stage = new MirrorStage { Needed = [To + "/istio/pilot:1.29.0"] };
        var image = stage.Registries.AddImage("registry.istio.io/release/pilot:1.29.0", "linux/arm64", "a");
        await stage.RunAsync(All, istio: new IstioOptions { Hubs = [To + "/istio", "docker.io/istio", "registry.istio.io/release", "quay.io/istio"] });
        Assert.That(stage.Registries.TagOf(To + "/istio/pilot:1.29.0"), Is.EqualTo(image.Digest));
        Assert.That(stage.Registries.Of("find").Take(2), Is.EqualTo(new[] { "find docker.io/istio/pilot:1.29.0", "find registry.istio.io/release/pilot:1.29.0" }));
    }

    [Test]
    public void An_image_of_Istio_that_no_hub_has_is_an_error_that_names_them()
    {
        var stage = new MirrorStage { Needed = [To + "/istio/pilot:9.9.9"] };
        Assert.That(() => stage.RunAsync(All, istio: new IstioOptions { Hubs = ["docker.io/istio", "quay.io/istio"] }), Fails.With(ExitCode.NoInput, "docker.io/istio/pilot:9.9.9, quay.io/istio/pilot:9.9.9"));
    }

    [Test]
    public async Task An_image_in_the_mirror_whose_source_is_in_the_list_is_covered_by_it()
    {
        var stage = new MirrorStage { Needed = [To + "/a/b:1"] };
        stage.Registries.AddImage("quay.io/a/b:1", "linux/amd64", "a");
        await stage.RunAsync(All, check: ["quay.io/a/b:1"]);
        Assert.That(stage.Notes, Does.Not.Contain("not copied"));
    }

    [Test]
    public async Task What_nothing_says_the_source_of_is_said_aloud_and_skipped()
    {
        var stage = new MirrorStage { Needed = [To + "/a/web:42", "docker.io/a/b:1"] };
        stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "a");
        await stage.RunAsync(All);
        Assert.That(stage.Notes, Does.Contain($"not copied, for nothing says where they come from: {To}/a/web:42"));
    }

    [TestCase]
    [TestCase(To + "/a/web:42")]
    public void Nothing_that_can_be_copied_is_an_error(params string[] needed) =>
        Assert.That(() => new MirrorStage { Needed = needed }.RunAsync(All), Fails.With(ExitCode.NoInput, "no image to copy"));

    [Test]
    public void Two_images_that_would_get_the_same_name_are_refused_before_anything_is_asked()
    {
        var stage = new MirrorStage();
        Assert.That(() => stage.RunAsync("docker.io/a/b:1", "quay.io/a/b:1"), Fails.With(ExitCode.Configuration, "docker.io/a/b:1 and quay.io/a/b:1 would both be copied to"));
        Assert.That(stage.Registries.Calls, Is.Empty);
    }

    [Test]
    public async Task An_image_that_is_listed_with_and_without_its_digest_is_copied_by_the_digest()
    {
        var stage = new MirrorStage();
        var pinned = stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "pinned");
        stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "moved");
        await stage.RunAsync("a/b:1", $"a/b:1@{pinned.Digest}");
        Assert.That(stage.Registries.TagOf(To + "/a/b:1"), Is.EqualTo(pinned.Digest));
    }

    [TestCase("a b", "images.mirror.images")]
    [TestCase("docker.io/Upper/case:1", "images.mirror.images")]
    public void A_name_that_is_none_is_malformed(string image, string place) => Assert.That(() => new MirrorStage().RunAsync(image), Fails.With(ExitCode.MalformedInput, place));

    [TestCase("localhost:5000/mirror:tag")]
    [TestCase("Not/A/Place")]
    public void A_mirror_that_is_no_place_is_malformed(string to) =>
        Assert.That(() => new MirrorStage().RunAsync(new MirrorOptions { To = to, Images = ["a/b:1"] }), Fails.With(ExitCode.MalformedInput, "images.mirror.to"));

    [Test]
    public async Task The_mirror_may_be_a_registry_without_a_path()
    {
        var stage = new MirrorStage { Needed = ["localhost:5000/istio/pilot:1"] };
        stage.Registries.AddImage("docker.io/istio/pilot:1", "linux/amd64", "a");
        await stage.RunAsync(new MirrorOptions { To = "localhost:5000" });
        Assert.That(stage.Registries.TagOf("localhost:5000/istio/pilot:1"), Is.Not.Null);
        Assert.That(stage.Journal.Changes.Single().Undo, Does.StartWith("skopeo delete docker://localhost:5000/istio/pilot@sha256:"));
    }
}
