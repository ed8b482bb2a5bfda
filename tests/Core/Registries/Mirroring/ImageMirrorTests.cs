using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Registries.Mirroring;
using static Mesh.Core.Tests.Registries.Mirroring.MirrorDesk;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>Copies of images between registries in memory, with what goes wrong on the way.</summary>
public sealed class ImageMirrorTests
{
    private readonly MirrorDesk desk = new();

    private MemoryRegistries Registries => desk.Registries;

    [Test]
    public async Task An_index_arrives_with_all_its_children_and_the_tag_comes_last_and_once()
    {
        var index = TwoPlatforms();
        var result = await desk.CopyAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Registries.TagOf(To), Is.EqualTo(index.Digest));
            Assert.That(Registries.Writes.Last(), Is.EqualTo($"put {To}"));
            Assert.That(Registries.Of("put").Count(call => call == $"put {To}"), Is.EqualTo(1));
            Assert.That(Registries.Of("put").SkipLast(1), Has.All.Contains("@sha256:"), "children are pushed by digest");
            Assert.That(Registries.Calls[^1], Is.EqualTo($"find {To}"), "it is read back");
            Assert.That(result, Is.EqualTo(new MirrorResult(Registries.Of("upload").Count() is 5 ? Sizes() : -1, 0, 0)));
        });
    }

    [Test]
    public async Task A_second_run_does_nothing()
    {
        TwoPlatforms();
        await desk.CopyAsync();
        Registries.Forget();
        Assert.That(await desk.CopyAsync(), Is.EqualTo(new MirrorResult(0, 0, 0)));
        Assert.That(Registries.Writes, Is.Empty);
    }

    [Test]
    public async Task Attestations_of_the_whole_come_with_it()
    {
        var image = Registries.AddImage(From, "linux/amd64", "a");
        var index = Registries.AddIndex(From, image, Registries.AddAttestation(From, image));
        await desk.CopyAsync();
        Assert.That(Registries.TagOf(To), Is.EqualTo(index.Digest));
    }

    [Test]
    public async Task A_part_arrives_under_its_own_digest()
    {
        TwoPlatforms();
        var plan = await desk.PlanAsync(From, To, "linux/arm64");
        await desk.CopyAsync(platforms: ["linux/arm64"]);
        Assert.That(Registries.TagOf(To), Is.EqualTo(plan.Digest));
        Assert.That(await desk.PlanAsync(From, To, "linux/arm64"), Has.Property(nameof(plan.IsThere)).True);
    }

    [Test]
    public async Task An_image_that_is_only_pinned_is_put_by_its_digest_alone()
    {
        var index = TwoPlatforms();
        var (from, to) = ($"docker.io/istio/pilot@{index.Digest}", $"localhost:5000/mirror/istio/pilot@{index.Digest}");
        await desk.CopyAsync(from, to);
        Assert.That(Registries.Of("put"), Has.All.Contains("@sha256:"));
        Assert.That(await desk.PlanAsync(from, to), Has.Property(nameof(MirrorPlan.IsThere)).True);
    }

    [Test]
    public async Task An_image_that_is_pinned_beside_its_tag_is_put_by_the_tag()
    {
        var index = TwoPlatforms();
        await desk.CopyAsync($"{From}@{index.Digest}", $"{To}@{index.Digest}");
        Assert.That(Registries.TagOf(To), Is.EqualTo(index.Digest));
    }

    [Test]
    public async Task Layers_that_are_fetched_from_elsewhere_are_not_pushed()
    {
        var foreign = new Descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Digest.Of("windows"u8), 7) { Urls = ["https://example.com/windows"] };
        Registries.AddImage(From, "windows/amd64", [foreign, Registries.AddBlob(From, TestImages.Layer, "own")]);
        await desk.CopyAsync();
        Assert.That(Registries.TagOf(To), Is.Not.Null);
        Assert.That(Registries.Calls, Has.None.Contains(foreign.Digest.ToString()));
    }

    [Test]
    public async Task What_is_broken_off_is_taken_up_again_and_moves_only_what_was_missing()
    {
        Registries.AddImage(From, "linux/amd64", [.. Enumerable.Range(0, 20).Select(number => $"layer {number}")]);
        var begun = 0;
        Registries.Before = (call, _) => call.StartsWith("upload ", StringComparison.Ordinal) && Interlocked.Increment(ref begun) > 10 ? throw MemoryRegistries.Fault(RegistryFault.Unreachable, "gone") : Task.CompletedTask;
        Assert.That(() => desk.CopyAsync(), Fails.With(ExitCode.Unavailable, "gone"));
        Assert.That(Registries.TagOf(To), Is.Null);

        Registries.Before = (_, _) => Task.CompletedTask;
        Registries.Forget();
        await desk.CopyAsync();
        Assert.That(Registries.TagOf(To), Is.Not.Null);
        Assert.That(Registries.Of("upload").Count(), Is.EqualTo(11), "20 layers and a configuration, less the ten that were there");
    }

    [TestCase("get docker.io/istio/pilot:1.29.0", TestName = "the source cannot be read")]
    [TestCase("get docker.io/istio/pilot@", TestName = "a child cannot be read")]
    [TestCase("repository", TestName = "the repository cannot be asked for")]
    [TestCase("find", TestName = "the destination cannot be read")]
    [TestCase("has", TestName = "a blob cannot be asked for")]
    [TestCase("open", TestName = "a blob cannot be read")]
    [TestCase("upload", TestName = "a blob cannot be sent")]
    [TestCase("put localhost:5000/mirror/istio/pilot@", TestName = "a child cannot be put")]
    [TestCase("put localhost:5000/mirror/istio/pilot:", TestName = "the tag cannot be put")]
    public async Task Whatever_fails_there_is_no_tag_and_the_next_run_ends_well(string failing)
    {
        var index = TwoPlatforms();
        Registries.Before = (call, _) => call.StartsWith(failing, StringComparison.Ordinal) ? throw MemoryRegistries.Fault(RegistryFault.Refused, "not now") : Task.CompletedTask;
        Assert.That(() => desk.CopyAsync(), Fails.With(ExitCode.Forbidden, "not now"));
        Assert.That(Registries.TagOf(To), Is.Null);

        Registries.Before = (_, _) => Task.CompletedTask;
        await desk.CopyAsync();
        Assert.That(Registries.TagOf(To), Is.EqualTo(index.Digest));
    }

    [Test]
    public void A_tag_that_somebody_else_puts_meanwhile_is_left_alone()
    {
        TwoPlatforms();
        Digest? theirs = null;
        Registries.Before = (call, _) =>
        {
            theirs ??= call.StartsWith("upload ", StringComparison.Ordinal) ? Registries.AddImage(To, "linux/amd64", "theirs").Digest : null;
            return Task.CompletedTask;
        };
        Assert.That(() => desk.CopyAsync(), Fails.With(ExitCode.Refused, "not overwritten"));
        Assert.That(Registries.TagOf(To), Is.Not.Null.And.EqualTo(theirs));
    }

    [Test]
    public async Task A_tag_that_somebody_else_puts_meanwhile_with_the_same_digest_is_not_put_again()
    {
        TwoPlatforms();
        Registries.Before = (call, _) =>
        {
            if (call.StartsWith("upload ", StringComparison.Ordinal))
            {
                Registries.Add(TestImages.Of(To), Registries.Find(TestImages.Of(From))!);
            }

            return Task.CompletedTask;
        };
        await desk.CopyAsync();
        Assert.That(Registries.Of("put"), Has.None.EqualTo($"put {To}"));
    }

    [TestCase(false, ExitCode.InputOutput, "is not there when it is read again")]
    [TestCase(true, ExitCode.Refused, "not overwritten")]
    public void What_is_read_back_has_to_be_what_was_put(bool another, int code, string text)
    {
        TwoPlatforms();
        Registries.Before = (call, _) =>
        {
            if (call == $"find {To}" && Registries.TagOf(To) is not null)
            {
                Registries.RemoveTag(TestImages.Of(To));
                if (another)
                {
                    Registries.AddImage(To, "linux/amd64", "another");
                }
            }

            return Task.CompletedTask;
        };
        Assert.That(() => desk.CopyAsync(), Fails.With(code, text));
    }

    [Test]
    public void Stopping_half_way_leaves_whole_blobs_and_no_tag()
    {
        var first = Registries.AddBlob(From, TestImages.Layer, "small");
        var second = Registries.AddHollowBlob(From, "large", 100_000_000);
        Registries.AddImage(From, "linux/amd64", [first, second]);
        using var stop = new CancellationTokenSource();
        Registries.Part = async (blob, sent, _) =>
        {
            if (blob == second.Digest && sent > 50_000_000)
            {
                await stop.CancelAsync();
            }
        };
        Assert.That(() => desk.CopyAsync(cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.Multiple(() =>
        {
            Assert.That(Registries.TagOf(To), Is.Null);
            Assert.That(Registries.Of("put"), Is.Empty);
            Assert.That(Registries.HasBlob(To, second.Digest), Is.False);
            Assert.That(desk.Progress[^1], Does.Match("ends .*broken off at 5[0-9.]+ MB of 100.0 MB"));
        });
    }

    [Test]
    public async Task A_blob_that_stands_still_ends_at_the_time_limit()
    {
        Registries.AddImage(From, "linux/amd64", [Registries.AddHollowBlob(From, "large", 100_000_000)]);
        var standing = new TaskCompletionSource();
        Registries.Part = (_, sent, token) =>
        {
            desk.Time.Advance(TimeSpan.FromMinutes(4));
            if (sent < 1_000_000)
            {
                return Task.CompletedTask;
            }

            standing.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(token);
        };
        var copy = desk.CopyAsync();
        await standing.Task;
        desk.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(() => copy, Fails.With(ExitCode.TimeLimit, "has stood still for 5m0s"));
    }

    [Test, NonParallelizable]
    public async Task A_gibibyte_passes_without_being_held()
    {
        Registries.AddImage(From, "linux/amd64", [Registries.AddHollowBlob(From, "huge", 1L << 30)]);
        var mirror = desk.NewMirror();
        var plan = await mirror.PlanAsync(TestImages.Of(From), TestImages.Of(To), [], default);
        long most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: false);
        Registries.Part = (_, sent, _) =>
        {
            most = sent % (1 << 26) == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before) : most;
            return Task.CompletedTask;
        };
        Assert.That((await mirror.ExecuteAsync(plan, default)).Moved, Is.GreaterThan(1L << 30));
        Assert.That(most, Is.LessThan(8L << 20));
        TestContext.Out.WriteLine($"held at most {most / 1024} KiB more than before");
    }

    [Test]
    public async Task No_more_than_six_blobs_are_on_their_way_at_a_time()
    {
        var mirror = desk.NewMirror();
        var plans = new List<MirrorPlan>();
        for (var i = 0; i < 5; i++)
        {
            Registries.AddImage($"docker.io/a/i{i}:1", "linux/amd64", [.. Enumerable.Range(0, 10).Select(number => $"{i} {number}")]);
            plans.Add(await mirror.PlanAsync(TestImages.Of($"docker.io/a/i{i}:1"), TestImages.Of($"localhost:5000/a/i{i}:1"), [], default));
        }

        Registries.Part = async (_, _, _) => await Task.Yield();
        await Task.WhenAll(plans.Select(plan => mirror.ExecuteAsync(plan, default)));
        Assert.That(Registries.MostUploading, Is.InRange(1, 6));
        Assert.That(Registries.Of("upload").Count(), Is.EqualTo(51), "ten layers each, and the one configuration is mounted");
    }

    [Test]
    public async Task Progress_is_told_in_tenths()
    {
        Registries.AddImage(From, "linux/amd64", [Registries.AddHollowBlob(From, "large", 1_000_000_000)]);
        await desk.CopyAsync();
        Assert.That(desk.Progress, Has.Count.InRange(9, 11));
        Assert.That(desk.Progress[0], Does.Match($"^{To} goes on 10[0-9.]+ MB of 1.0 GB$"));
        Assert.That(desk.Progress[^1], Is.EqualTo($"{To} ends 1.0 GB moved, 0 B mounted, 0 B there already"));
    }

    private Descriptor TwoPlatforms() =>
        Registries.AddIndex(From, Registries.AddImage(From, "linux/amd64", "base", "amd64"), Registries.AddImage(From, "linux/arm64", "base", "arm64"));

    private long Sizes() => ((ImageIndex)Registries.Find(TestImages.Of(From))!).Children.Select(child => (ImageManifest)Registries.Find(TestImages.Of(From).At(child.Digest))!)
        .SelectMany(image => image.Layers.Append(image.Config)).DistinctBy(blob => blob.Digest).Sum(blob => blob.Size);
}
