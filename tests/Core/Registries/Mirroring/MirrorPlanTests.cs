using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Registries.Mirroring;
using static Mesh.Core.Tests.Registries.Mirroring.MirrorDesk;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>What a copy takes, found out beforehand.</summary>
public sealed class MirrorPlanTests
{
    private readonly MirrorDesk desk = new();

    private MemoryRegistries Registries => desk.Registries;

    [Test]
    public async Task It_lists_each_manifest_and_each_blob_once_and_what_is_there_already()
    {
        var amd = Registries.AddImage(From, "linux/amd64", "base", "amd64");
        var arm = Registries.AddImage(From, "linux/arm64", "base", "arm64");
        var index = Registries.AddIndex(From, amd, arm, amd with { Platform = TestImages.Platform("linux/amd64/v1") });
        var there = Registries.AddBlob(To, TestImages.Layer, "amd64");
        var plan = await desk.PlanAsync();
        Assert.Multiple(() =>
        {
            Assert.That(plan.Manifests.Select(manifest => manifest.Digest), Is.EqualTo(new[] { amd.Digest, arm.Digest, index.Digest }));
            Assert.That(plan.Blobs.Where(blob => blob.IsThere).Select(blob => blob.Content.Digest), Is.EqualTo(new[] { there.Digest }));
            Assert.That(plan.Blobs, Has.Count.EqualTo(5), "two configurations and three layers");
            Assert.That(plan.BytesThere, Is.EqualTo(there.Size));
            Assert.That(plan.BytesToMove, Is.EqualTo(plan.Blobs.Where(blob => !blob.IsThere).Sum(blob => blob.Content.Size)));
            Assert.That(plan.Platforms.Select(platform => platform.ToString()), Is.EqualTo(new[] { "linux/amd64", "linux/arm64", "linux/amd64/v1" }));
            Assert.That(plan, Has.Property(nameof(plan.IsThere)).False.And.Property(nameof(plan.DigestDiffers)).False.And.Property(nameof(plan.Digest)).EqualTo(index.Digest));
            Assert.That(Registries.Writes, Is.Empty);
        });
    }

    [Test]
    public async Task A_single_image_says_its_platform()
    {
        Registries.AddImage(From, "linux/arm/v7", "base");
        Assert.That((await desk.PlanAsync()).Platforms, Is.EqualTo(TestImages.Platforms("linux/arm/v7")));
    }

    [Test]
    public async Task What_is_no_image_to_run_is_copied_and_says_no_platform()
    {
        Registries.AddImage(From, "linux/amd64", [Registries.AddBlob(From, "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "chart")], "application/vnd.cncf.helm.config.v1+json");
        Assert.That(await desk.PlanAsync(), Has.Property(nameof(MirrorPlan.Platforms)).Empty.And.Property(nameof(MirrorPlan.Blobs)).Count.EqualTo(2));
    }

    [Test]
    public async Task The_same_digest_under_the_tag_is_nothing_to_do_and_no_child_is_read()
    {
        var index = Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "a"));
        Registries.Add(TestImages.Of(To), Registries.Find(TestImages.Of(From))!);
        var plan = await desk.PlanAsync();
        Assert.That(plan, Has.Property(nameof(plan.IsThere)).True.And.Property(nameof(plan.Present)).EqualTo(index.Digest));
        Assert.That(Registries.Of("get"), Is.EqualTo(new[] { $"get {From}" }), "a pull counts against a limit");
    }

    [Test]
    public void Another_digest_under_the_tag_is_refused_with_both_digests()
    {
        var wanted = Registries.AddImage(From, "linux/amd64", "new");
        var present = Registries.AddImage(To, "linux/amd64", "old");
        Assert.That(() => desk.PlanAsync(), Fails.With(ExitCode.Refused, wanted.Digest.ToString()).And.Message.Contains(present.Digest.ToString()).And.Message.Contains("not overwritten"));
    }

    [Test]
    public async Task A_repository_that_has_to_be_made_is_not_asked_for_anything()
    {
        Registries.AddImage(From, "linux/amd64", "a", "b");
        Registries.Missing[TestImages.Of(To).Repository] = true;
        var plan = await desk.PlanAsync();
        Assert.That(plan.HasRepository, Is.False);
        Assert.That(plan.Blobs, Has.All.Property(nameof(MirrorBlob.IsThere)).False);
        Assert.That(Registries.Calls, Has.None.StartsWith("has ").And.None.StartsWith("find "));
    }

    [Test]
    public async Task A_part_is_a_new_index_with_the_wanted_children_and_their_attestations()
    {
        var amd = Registries.AddImage(From, "linux/amd64", "amd64");
        var arm = Registries.AddImage(From, "linux/arm64/v8", "arm64");
        var (ofAmd, ofArm, ofNone) = (Registries.AddAttestation(From, amd), Registries.AddAttestation(From, arm), Registries.AddAttestation(From, null));
        var whole = Registries.AddIndex(From, amd, arm, ofAmd, ofArm, ofNone);
        var plan = await desk.PlanAsync(From, To, "linux/arm64");
        var part = (ImageIndex)plan.Manifests[^1];
        var body = JsonNode.Parse(part.Body.Span);
        Assert.Multiple(() =>
        {
            Assert.That(plan, Has.Property(nameof(plan.DigestDiffers)).True.And.Property(nameof(plan.SourceDigest)).EqualTo(whole.Digest).And.Property(nameof(plan.Digest)).EqualTo(Digest.Of(part.Body.Span)));
            Assert.That(plan.Manifests.Select(manifest => manifest.Digest), Is.EqualTo(new[] { arm.Digest, ofArm.Digest, part.Digest }));
            Assert.That(part.Children.Select(child => child.Digest), Is.EqualTo(new[] { arm.Digest, ofArm.Digest }));
            Assert.That(body.Items("manifests").Select(child => child.Text("digest")), Is.EqualTo(new[] { arm.Digest.ToString(), ofArm.Digest.ToString() }));
            Assert.That(body.Text("annotations", "org.example"), Is.EqualTo("größer <&> 1.50"), "the rest stays as it was");
            Assert.That(plan.Platforms, Is.EqualTo(TestImages.Platforms("linux/arm64/v8")));
            Assert.That(Registries.Of("get"), Has.None.Contains(amd.Digest.ToString()), "what is not wanted is not read");
        });
        Assert.That((await desk.PlanAsync(From, To, "linux/arm64")).Digest, Is.EqualTo(plan.Digest), "the same part has the same digest each time");
    }

    [Test]
    public async Task A_part_with_every_image_is_the_whole_with_its_digest()
    {
        var amd = Registries.AddImage(From, "linux/amd64", "amd64");
        Registries.AddIndex(From, amd, Registries.AddImage(From, "linux/arm64", "arm64"), Registries.AddAttestation(From, null));
        Assert.That(await desk.PlanAsync(From, To, "linux/arm64", "linux/amd64"), Has.Property(nameof(MirrorPlan.DigestDiffers)).False.And.Property(nameof(MirrorPlan.Manifests)).Count.EqualTo(4));
    }

    [Test]
    public async Task A_part_holds_every_child_that_the_machine_could_run()
    {
        string[] builds = ["linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm64"];
        Registries.AddIndex(From, [.. builds.Select(build => Registries.AddImage(From, build, build))]);
        Assert.That((await desk.PlanAsync(From, To, "linux/arm/v6")).Platforms, Is.EqualTo(TestImages.Platforms("linux/arm/v5", "linux/arm/v6")));
    }

    [Test]
    public async Task A_child_whose_index_says_no_platform_is_known_by_its_configuration()
    {
        var (amd, arm) = (Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/arm64", "b"));
        Registries.AddIndex(From, amd with { Platform = null }, arm with { Platform = null });
        Assert.That((await desk.PlanAsync(From, To, "linux/arm64")).Manifests[0].Digest, Is.EqualTo(arm.Digest));
    }

    [Test]
    public void A_platform_that_the_source_does_not_have_is_named_with_those_it_has()
    {
        Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/s390x", "b"));
        Assert.That(() => desk.PlanAsync(From, To, "linux/amd64", "linux/arm64"), Fails.With(ExitCode.NoInput, "is not there for linux/arm64; it is there for linux/amd64, linux/s390x"));
    }

    [TestCase("linux/arm64")]
    [TestCase("linux/amd64", "linux/arm64")]
    public void A_single_image_of_another_platform_is_not_there(params string[] platforms)
    {
        Registries.AddImage(From, "linux/amd64", "a");
        Assert.That(() => desk.PlanAsync(From, To, platforms), Fails.With(ExitCode.NoInput, "is not there for linux/arm64; it is there for linux/amd64"));
    }

    [Test]
    public async Task A_single_image_of_the_wanted_platform_is_copied_as_it_is()
    {
        var image = Registries.AddImage(From, "linux/arm64", "a");
        Assert.That((await desk.PlanAsync(From, To, "linux/arm64/v8")).Digest, Is.EqualTo(image.Digest));
    }

    [Test]
    public async Task Where_the_whole_is_there_a_part_of_it_is_nothing_to_do()
    {
        var whole = Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/arm64", "b"));
        Registries.Add(TestImages.Of(To), Registries.Find(TestImages.Of(From))!);
        Assert.That(await desk.PlanAsync(From, To, "linux/arm64"), Has.Property(nameof(MirrorPlan.IsThere)).True.And.Property(nameof(MirrorPlan.Present)).EqualTo(whole.Digest));
    }

    [Test]
    public async Task Where_a_part_is_there_the_whole_is_refused()
    {
        Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/arm64", "b"));
        await desk.CopyAsync(platforms: ["linux/arm64"]);
        Assert.That(() => desk.PlanAsync(), Fails.With(ExitCode.Refused, "not overwritten"));
    }

    [Test]
    public async Task Nested_indexes_are_pushed_from_the_innermost_out()
    {
        var image = Registries.AddImage(From, "linux/amd64", "a");
        var inner = Registries.AddIndex("docker.io/istio/pilot:inner", image);
        var middle = Registries.AddIndex("docker.io/istio/pilot:middle", inner, image);
        var root = Registries.AddIndex(From, middle, inner);
        Assert.That((await desk.PlanAsync()).Manifests.Select(manifest => manifest.Digest), Is.EqualTo(new[] { image.Digest, inner.Digest, middle.Digest, root.Digest }));
    }

    [Test]
    public async Task A_part_of_a_nested_index_names_the_new_inner_index()
    {
        var (amd, arm) = (Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/arm64", "b"));
        var inner = Registries.AddIndex("docker.io/istio/pilot:inner", amd, arm);
        var emptied = Registries.AddIndex("docker.io/istio/pilot:emptied", amd);
        Registries.AddIndex(From, inner, emptied);
        var plan = await desk.PlanAsync(From, To, "linux/arm64");
        var entry = JsonNode.Parse(plan.Manifests[^1].Body.Span).Items("manifests").Single();
        Assert.Multiple(() =>
        {
            Assert.That(plan.Manifests, Has.Count.EqualTo(3));
            Assert.That(entry.Text("digest"), Is.EqualTo(plan.Manifests[1].Digest.ToString()));
            Assert.That(entry.Number("size"), Is.EqualTo(plan.Manifests[1].Body.Length));
        });
    }

    [TestCase(4)]
    [TestCase(5)]
    public void Indexes_may_be_nested_four_deep(int depth)
    {
        var child = Registries.AddImage(From, "linux/amd64", "a");
        for (var i = 0; i < depth; i++)
        {
            child = Registries.AddIndex(From, child);
        }

        foreach (var platforms in new[] { Array.Empty<string>(), ["linux/amd64"] })
        {
            Assert.That(() => desk.PlanAsync(From, To, platforms), depth == 4 ? Throws.Nothing : Fails.With(ExitCode.MalformedInput, "more than 4 indexes"));
        }
    }

    [Test]
    public void An_index_that_lists_itself_is_refused_though_no_honest_registry_can_serve_it([Values] bool part)
    {
        var self = Digest.Of("self"u8);
        var child = new Descriptor(MediaTypes.OciIndex, self, 4);
        Registries.Add(TestImages.Of(From), new ImageIndex(MediaTypes.OciIndex, Encoding.UTF8.GetBytes("self"), self, [child]));
        Assert.That(() => desk.PlanAsync(From, To, part ? ["linux/amd64"] : []), Fails.With(ExitCode.MalformedInput, "lists itself"));
    }

    [Test]
    public void There_is_an_end_to_how_many_manifests_are_read()
    {
        Registries.AddIndex(From, [.. Enumerable.Range(0, 1001).Select(number => Registries.AddImage(From, "linux/amd64", $"{number}"))]);
        Assert.That(() => desk.PlanAsync(), Fails.With(ExitCode.MalformedInput, "more than 1000 manifests"));
        Assert.That(Registries.Of("get").Count(), Is.LessThanOrEqualTo(1001));
    }

    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public void A_size_that_no_blob_has_is_refused(long size)
    {
        var layer = Registries.AddBlob(From, TestImages.Layer, "a") with { Size = size };
        Registries.AddImage(From, "linux/amd64", [layer]);
        Assert.That(() => desk.PlanAsync(), Fails.With(ExitCode.MalformedInput, $"a blob of {size} bytes"));
    }

    [TestCase("not JSON")]
    [TestCase("""{"manifests":[],"manifests":[]}""")]
    public void An_index_of_which_no_part_can_be_taken_is_said_to_be_malformed(string body)
    {
        var image = Registries.AddImage(From, "linux/amd64", "a");
        var arm = Registries.AddImage(From, "linux/arm64", "b");
        var bytes = Encoding.UTF8.GetBytes(body);
        Registries.Add(TestImages.Of(From), new ImageIndex(MediaTypes.OciIndex, bytes, Digest.Of(bytes), [image, arm]));
        Assert.That(() => desk.PlanAsync(From, To, "linux/arm64"), Fails.With(ExitCode.MalformedInput, "no part can be taken"));
    }

    [TestCase("not JSON")]
    [TestCase("""{"os":"linux","os":"windows"}""")]
    [TestCase("""{"os":"linux\u001b[2J","architecture":"arm64"}""")]
    public void A_configuration_that_can_say_no_platform_is_said_to_be_malformed(string content)
    {
        var config = Registries.AddBlob(From, TestImages.Config, content);
        var bytes = "{}"u8.ToArray();
        Registries.Add(TestImages.Of(From), new ImageManifest(MediaTypes.OciImage, bytes, Digest.Of(bytes), config, []));
        Assert.That(() => desk.PlanAsync(From, To, "linux/arm64"), Fails.With(ExitCode.MalformedInput, "that says no platform"));
    }

    [Test]
    public void A_pin_that_the_copy_would_not_have_is_refused()
    {
        var whole = Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "a"), Registries.AddImage(From, "linux/arm64", "b"));
        Assert.That(() => desk.PlanAsync($"docker.io/istio/pilot@{whole.Digest}", $"localhost:5000/mirror/istio/pilot@{whole.Digest}", "linux/arm64"), Fails.With(ExitCode.Configuration, "the copy has the digest"));
    }

    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1000, "1.0 kB")]
    [TestCase(999_949, "999.9 kB")]
    [TestCase(999_950, "1.0 MB")]
    [TestCase(52_428_800, "52.4 MB")]
    [TestCase(long.MaxValue, "9223372.0 TB")]
    public void Bytes_are_written_for_people(long bytes, string words) => Assert.That(ByteCount.Words(bytes), Is.EqualTo(words));
}
