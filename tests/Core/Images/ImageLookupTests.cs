using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Tests.Images;

/// <summary>Many images, and registries that are slow or dead.</summary>
public sealed class ImageLookupTests
{
    private readonly Rig rig = new();

    [Test]
    public void A_dead_registry_costs_its_patience_once()
    {
        rig.Nodes("linux/arm64").Check([.. Enumerable.Range(0, 1000).Select(index => $"dead.io/web{index}:1")]);
        rig.Registries.Fail("dead.io", RegistryFault.Unreachable);
        Assert.That(() => rig.RunAsync(), Fails.With(ExitCode.Unavailable, "1000 of 1000 images were not seen"));
        Assert.That(rig.Registries.Asked, Has.Count.EqualTo(3));
        Assert.That(rig.Images.Select(image => image["reason"]), Has.All.Not.Null);
    }

    [Test]
    public async Task A_registry_that_dies_on_the_way_is_given_up_and_one_that_fails_now_and_then_is_not()
    {
        var dead = false;
        var count = 0;
        rig.Registries.Before = image => dead && Interlocked.Increment(ref count) > 0
            ? throw new RegistryException(RegistryFault.Unreachable, "gone").With("gone", "wait")
            : image.Tag == "odd" ? throw new RegistryException(RegistryFault.RateLimited, "slow").With("slow", "wait") : Task.CompletedTask;
        var lookup = new ImageLookup(new ImageInspector(rig.Registries));
        foreach (var index in Enumerable.Range(0, 100))
        {
            rig.Registries.Index($"web{index}:1", "linux/arm64");
            Assert.That((await lookup.LookAsync(Read($"web{index}:odd"), default)).IsUnseen, Is.True);
            Assert.That((await lookup.LookAsync(Read($"web{index}:1"), default)).Inspection, Is.Not.Null);
        }

        dead = true;
        foreach (var index in Enumerable.Range(0, 100))
        {
            Assert.That((await lookup.LookAsync(Read($"web{index}:2"), default)).IsUnseen, Is.True);
        }

        Assert.That(count, Is.EqualTo(16));
    }

    [Test]
    public async Task Registries_are_asked_at_the_same_time()
    {
        var both = new TaskCompletionSource();
        var waiting = 0;
        rig.Registries.Before = _ =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };
        rig.Registries.Index("a.io/web:1", "linux/arm64");
        rig.Registries.Index("b.io/web:1", "linux/arm64");
        await rig.Nodes("linux/arm64").Check("a.io/web:1", "b.io/web:1").RunAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(rig.Found, Is.Empty);
    }

    [Test]
    public void Something_that_is_stopped_stops()
    {
        using var stopping = new CancellationTokenSource();
        rig.Registries.Before = async _ =>
        {
            await stopping.CancelAsync();
            stopping.Token.ThrowIfCancellationRequested();
        };
        rig.Nodes("linux/arm64").Check("a.io/web:1");
        Assert.That(() => new Core.Images.ImageCheck(rig.Tools, rig.Journal).RunAsync(rig.Options, TimeSpan.FromMinutes(1), true, stopping.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static ImageReference Read(string image) => ImageNames.Image(image, "a test");
}
