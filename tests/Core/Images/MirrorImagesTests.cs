using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries;
using Mesh.Core.Tests.Registries.Mirroring;
using static Mesh.Core.Tests.Images.MirrorStage;

namespace Mesh.Core.Tests.Images;

/// <summary>Mesh.MirrorImages: what it copies, what it shows beforehand, and what it does when an image fails.</summary>
public sealed class MirrorImagesTests
{
    private const string Pilot = "docker.io/istio/pilot:1.29.0";

    [Test]
    public void No_mirror_configured_is_an_error() => Assert.That(() => new MirrorStage().RunAsync((MirrorOptions?)null), Fails.With(ExitCode.Configuration, "no images.mirror are configured"));

    [Test]
    public async Task Copies_are_shown_recorded_and_reported()
    {
        var stage = new MirrorStage();
        var index = stage.Registries.AddIndex(Pilot, stage.Registries.AddImage(Pilot, "linux/amd64", "a"), stage.Registries.AddImage(Pilot, "linux/arm64", "b"));
        await stage.RunAsync(Pilot);
        var change = stage.Journal.Changes.Single();
        Assert.Multiple(() =>
        {
            Assert.That(stage.Registries.TagOf($"{To}/istio/pilot:1.29.0"), Is.EqualTo(index.Digest));
            Assert.That((change.Target, change.Subject, change.Action, change.Executed), Is.EqualTo(("registry", $"{To}/istio/pilot:1.29.0", "mirror", true)));
            Assert.That(change.Diff, Does.Contain($"from {Pilot}, digest {index.Digest}").And.Contain("platforms linux/amd64, linux/arm64; 3 manifests").And.Contain("4 blobs to move, "));
            Assert.That(change.Undo, Is.EqualTo("aws ecr batch-delete-image --repository-name mirror/istio/pilot --image-ids imageTag=1.29.0 --registry-id 123456789012 --region eu-west-1"));
            Assert.That(stage.Summary, Does.Match("^1 image: 1 copied, [0-9]+ B moved$"));
            var image = stage.Report.Items("images").Single();
            Assert.That(image.Text("state"), Is.EqualTo("copied"));
            Assert.That((image.Text("source"), image.Text("destination"), image.Text("sourceDigest"), image.Text("digest")), Is.EqualTo((Pilot, $"{To}/istio/pilot:1.29.0", $"{index.Digest}", $"{index.Digest}")));
            Assert.That(image.Number("bytesMoved"), Is.Positive.And.EqualTo(image.Number("bytesToMove")).And.EqualTo(stage.Report.Number("bytesMoved")));
        });
    }

    [Test]
    public async Task A_second_run_finds_everything_there()
    {
        var stage = new MirrorStage();
        stage.Registries.AddImage(Pilot, "linux/amd64", "a");
        await stage.RunAsync(Pilot);
        stage.Registries.Forget();
        await stage.RunAsync(Pilot);
        Assert.That(stage.Registries.Writes, Is.Empty);
        Assert.That(stage.Journal.Changes, Has.Count.EqualTo(1));
        Assert.That(stage.Notes, Does.Contain($"{To}/istio/pilot:1.29.0 is there already: sha256:"));
        Assert.That(stage.Summary, Is.EqualTo("1 image: 1 there already"));
    }

    [Test]
    public async Task A_dry_run_lists_the_bytes_of_each_image_and_in_all_and_writes_nothing([Values(DryRun.Server, DryRun.Client)] DryRun dryRun)
    {
        var stage = new MirrorStage(dryRun);
        var shared = stage.Registries.AddHollowBlob("docker.io/a/x:1", "shared", 40_000_000);
        stage.Registries.AddHollowBlob("docker.io/a/y:1", "shared", 40_000_000);
        stage.Registries.AddImage("docker.io/a/x:1", "linux/amd64", [shared, stage.Registries.AddHollowBlob("docker.io/a/x:1", "own", 10_000_000)]);
        stage.Registries.AddImage("docker.io/a/y:1", "linux/arm64", [shared]);
        await stage.RunAsync("docker.io/a/x:1", "docker.io/a/y:1");
        Assert.Multiple(() =>
        {
            Assert.That(stage.Registries.Writes, Is.Empty);
            Assert.That(stage.Journal.Changes.Select(change => (change.Subject, change.Executed)), Is.EqualTo(new[] { ($"{To}/a/x:1", false), ($"{To}/a/y:1", false) }));
            Assert.That(stage.Journal.Changes[0].Diff, Does.Contain($"+ blob {shared.Digest.Short} 40.0 MB").And.Contain("3 blobs to move, 50.0 MB"));
            Assert.That(stage.Notes, Does.Contain("in all 90.0 MB to move; 40.0 MB of it lie in several repositories"));
            Assert.That(stage.Summary, Is.EqualTo("2 images: 2 to copy, 90.0 MB to move"));
            Assert.That(stage.Report.Number("bytesToMove"), Is.InRange(90_000_000, 90_001_000));
        });
    }

    [Test]
    public async Task What_two_tags_of_a_repository_share_counts_once()
    {
        var stage = new MirrorStage(DryRun.Server);
        var shared = stage.Registries.AddHollowBlob("docker.io/a/x:1", "shared", 40_000_000);
        stage.Registries.AddImage("docker.io/a/x:1", "linux/amd64", [shared]);
        stage.Registries.AddImage("docker.io/a/x:2", "linux/arm64", [shared]);
        await stage.RunAsync("docker.io/a/x:1", "docker.io/a/x:2");
        Assert.That(stage.Summary, Is.EqualTo("2 images: 2 to copy, 40.0 MB to move"));
        Assert.That(stage.Notes, Does.Contain("in all 40.0 MB to move").And.Not.Contain("several"));
    }

    [Test]
    public async Task A_part_says_that_the_digest_will_differ()
    {
        var stage = new MirrorStage(DryRun.Server);
        stage.Registries.AddIndex(Pilot, stage.Registries.AddImage(Pilot, "linux/amd64", "a"), stage.Registries.AddImage(Pilot, "linux/arm64", "b"));
        await stage.RunAsync(new MirrorOptions { To = To, Images = [Pilot], Platforms = ["linux/arm64"] });
        Assert.That(stage.Journal.Changes.Single().Diff, Does.Contain("the digest will differ, for a part of the index is copied: sha256:").And.Contain("platforms linux/arm64;"));
    }

    [TestCase("nginx", "library/nginx:latest")]
    [TestCase("quay.io/a/b/c:1", "a/b/c:1")]
    [TestCase("localhost:5000/x:1", "x:1")]
    public async Task The_name_of_a_copy_is_the_sources_path_behind_the_mirror(string source, string expected)
    {
        var stage = new MirrorStage();
        stage.Registries.AddImage(source, "linux/amd64", "a");
        await stage.RunAsync(source);
        Assert.That(stage.Registries.TagOf($"{To}/{expected}"), Is.Not.Null);
    }

    [Test]
    public async Task A_missing_repository_is_a_change_of_its_own_before_the_copies_where_it_may_be_made()
    {
        var stage = new MirrorStage();
        stage.Registries.AddImage(Pilot, "linux/amd64", "a");
        stage.Registries.AddImage("docker.io/istio/pilot:1.29.1", "linux/amd64", "b");
        var repository = TestImages.Of($"{To}/istio/pilot").Repository;
        stage.Registries.Missing[repository] = true;
        await stage.RunAsync(new MirrorOptions { To = To, Images = [Pilot, "docker.io/istio/pilot:1.29.1"], CreateRepositories = true });
        Assert.That(stage.Journal.Changes.Select(change => change.Action), Is.EqualTo(new[] { "create repository", "mirror", "mirror" }));
        Assert.That(stage.Journal.Changes[0].Undo, Is.EqualTo("aws ecr delete-repository --repository-name mirror/istio/pilot --registry-id 123456789012 --region eu-west-1"));
        Assert.That(stage.Registries.Of("create"), Is.EqualTo(new[] { $"create {repository}" }));
    }

    [Test]
    public async Task A_dry_run_makes_no_repository()
    {
        var stage = new MirrorStage(DryRun.Server);
        stage.Registries.AddImage(Pilot, "linux/amd64", "a");
        stage.Registries.Missing[TestImages.Of($"{To}/istio/pilot").Repository] = true;
        await stage.RunAsync(new MirrorOptions { To = To, Images = [Pilot], CreateRepositories = true });
        Assert.That(stage.Journal.Changes.Select(change => change.Action), Is.EqualTo(new[] { "create repository", "mirror" }));
        Assert.That(stage.Registries.Writes, Is.Empty);
    }

    [Test]
    public void A_missing_repository_that_must_not_be_made_keeps_only_its_own_images_back([Values] DryRun dryRun)
    {
        var stage = new MirrorStage(dryRun);
        stage.Registries.AddImage(Pilot, "linux/amd64", "a");
        stage.Registries.AddImage("docker.io/a/b:1", "linux/amd64", "b");
        stage.Registries.Missing[TestImages.Of($"{To}/istio/pilot").Repository] = true;
        Assert.That(() => stage.RunAsync(Pilot, "docker.io/a/b:1"), Fails.With(ExitCode.CannotCreate, "images.mirror.createRepositories: true"));
        Assert.That(stage.Journal.Changes.Select(change => (change.Subject, change.Executed)), Is.EqualTo(new[] { ($"{To}/a/b:1", dryRun == DryRun.Off) }));
    }

    [Test]
    public void An_image_that_fails_keeps_no_other_from_being_copied_and_the_first_failure_decides()
    {
        var stage = new MirrorStage();
        string[] images = [.. Enumerable.Range(0, 12).Select(number => $"docker.io/a/i{number}:1")];
        foreach (var image in images[1..])
        {
            stage.Registries.AddImage(image, "linux/amd64", image);
        }

        stage.Registries.Before = (call, _) => call == $"put {To}/a/i5:1" ? throw MemoryRegistries.Fault(RegistryFault.PushRefused, "the quota is used up") : Task.CompletedTask;
        Assert.That(() => stage.RunAsync(images), Fails.With(ExitCode.NoInput, "docker.io/a/i0:1 is not there"));
        Assert.Multiple(() =>
        {
            Assert.That(images.Where(image => stage.Registries.TagOf(image.Replace("docker.io", To, StringComparison.Ordinal)) is null), Is.EqualTo(new[] { images[0], images[5] }));
            Assert.That(stage.Notes, Does.Contain($"{To}/a/i0:1: NOT copied: docker.io/a/i0:1 is not there").And.Contain($"{To}/a/i5:1: NOT copied: the quota is used up"));
            Assert.That(stage.Summary, Does.StartWith("12 images: 10 copied").And.EndsWith("2 NOT copied"));
            Assert.That(stage.Journal.Changes.Single(change => !change.Executed).Checked, Does.Contain("the quota is used up"));
            Assert.That(stage.Report.Items("images").Select(image => image.Text("state")), Is.EqualTo(new[] { "failed", "copied", "copied", "copied", "copied", "failed", "copied", "copied", "copied", "copied", "copied", "copied" }));
        });
    }

    [Test]
    public void A_tag_that_is_another_image_is_refused_and_stays([Values] DryRun dryRun)
    {
        var stage = new MirrorStage(dryRun);
        stage.Registries.AddImage(Pilot, "linux/amd64", "new");
        var present = stage.Registries.AddImage($"{To}/istio/pilot:1.29.0", "linux/amd64", "old");
        Assert.That(() => stage.RunAsync(Pilot), Fails.With(ExitCode.Refused, "not overwritten"));
        Assert.That(stage.Registries.TagOf($"{To}/istio/pilot:1.29.0"), Is.EqualTo(present.Digest));
        Assert.That(stage.Registries.Writes, Is.Empty);
    }

    [Test]
    public void A_registry_that_no_longer_answers_is_not_asked_for_every_further_image()
    {
        var stage = new MirrorStage();
        string[] images = [.. Enumerable.Range(0, 40).Select(number => $"docker.io/a/i{number}:1"), "quay.io/a/b:1"];
        stage.Registries.AddImage("quay.io/a/b:1", "linux/amd64", "b");
        stage.Registries.Before = (call, _) => call.StartsWith("get docker.io", StringComparison.Ordinal) ? throw MemoryRegistries.Fault(RegistryFault.RateLimited, "enough for six hours") : Task.CompletedTask;
        Assert.That(() => stage.RunAsync(images), Fails.With(ExitCode.Unavailable, "enough for six hours"));
        Assert.That(stage.Registries.Of("get docker.io").Count(), Is.LessThanOrEqualTo(4), "those that were under way");
        Assert.That(stage.Registries.TagOf($"{To}/a/b:1"), Is.Not.Null, "another registry is another matter");
        Assert.That(stage.Notes, Does.Contain($"{To}/a/i39:1: not begun"));
    }

    [Test]
    public void Stopping_leaves_no_tag_of_what_was_under_way_and_a_report_of_what_was_done()
    {
        var stage = new MirrorStage();
        stage.Registries.AddImage(Pilot, "linux/amd64", "a");
        using var stop = new CancellationTokenSource();
        stage.Registries.Part = (_, _, _) => stop.CancelAsync();
        Assert.That(() => stage.RunAsync(new MirrorOptions { To = To, Images = [Pilot] }, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stage.Registries.TagOf($"{To}/istio/pilot:1.29.0"), Is.Null);
        Assert.That(stage.Journal.Changes.Single().Checked, Is.EqualTo("stopped before the answer came"));
        Assert.That(stage.Report.Items("images").Single().Text("state"), Is.EqualTo("planned"));
    }
}
