using Mesh.Core.Findings;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>What several images share is moved once.</summary>
public sealed class MountTests
{
    private readonly MirrorDesk desk = new();

    private MemoryRegistries Registries => desk.Registries;

    [Test]
    public async Task Fifty_images_that_share_layers_move_each_layer_once()
    {
        await CopyManyAsync(50);
        Assert.That(Registries.Of("upload").Count(), Is.EqualTo(5 + 50), "four shared layers, one configuration, and a layer of its own for each");
        Assert.That(Registries.Of("mount").Count(), Is.EqualTo(49 * 5));
    }

    [Test]
    public async Task Where_the_registry_does_not_mount_each_repository_gets_each_layer_once_and_mounting_is_given_up_soon()
    {
        Registries.Mounts = _ => false;
        await CopyManyAsync(50);
        Assert.That(Registries.Of("upload").Count(), Is.EqualTo(50 * 6));
        Assert.That(Registries.Of("mount").Count(), Is.InRange(1, 12), "only those that were under way when it became known");
    }

    [Test]
    public async Task Many_tags_of_one_repository_move_each_layer_once()
    {
        var mirror = desk.NewMirror();
        var plans = new List<MirrorPlan>();
        for (var i = 0; i < 20; i++)
        {
            Registries.AddImage($"docker.io/a/b:{i}", "linux/amd64", "base", "shared", $"own {i}");
            plans.Add(await mirror.PlanAsync(TestImages.Of($"docker.io/a/b:{i}"), TestImages.Of($"localhost:5000/a/b:{i}"), [], default));
        }

        var results = await Task.WhenAll(plans.Select(plan => mirror.ExecuteAsync(plan, default)));
        Assert.That(Registries.Of("upload").ToList(), Is.Unique.And.Count.EqualTo(23));
        Assert.That(results.Sum(result => result.Moved + result.There), Is.EqualTo(plans.Sum(plan => plan.BytesToMove)));
    }

    [Test]
    public async Task Within_one_registry_nothing_is_moved_at_all()
    {
        Registries.AddImage("localhost:5000/a:1", "linux/amd64", "x", "y");
        var result = await desk.CopyAsync("localhost:5000/a:1", "localhost:5000/b/a:1");
        Assert.That(result, Has.Property(nameof(result.Moved)).Zero.And.Property(nameof(result.Mounted)).Positive);
        Assert.That(Registries.Of("mount"), Has.All.EndsWith("from localhost:5000/a"));
        Assert.That(Registries.Of("upload"), Is.Empty);
    }

    [Test]
    public async Task What_another_repository_had_before_the_run_is_mounted_too()
    {
        Registries.AddImage("docker.io/a/x:1", "linux/amd64", "shared", "own");
        Registries.AddImage("docker.io/a/y:1", "linux/amd64", "shared");
        Registries.AddBlob("localhost:5000/a/y:1", TestImages.Layer, "shared");
        var mirror = desk.NewMirror();
        var y = await mirror.PlanAsync(TestImages.Of("docker.io/a/y:1"), TestImages.Of("localhost:5000/a/y:1"), [], default);
        var x = await mirror.PlanAsync(TestImages.Of("docker.io/a/x:1"), TestImages.Of("localhost:5000/a/x:1"), [], default);
        await mirror.ExecuteAsync(x, default);
        await mirror.ExecuteAsync(y, default);
        Assert.That(Registries.Of("mount").First(), Does.Contain("localhost:5000/a/x").And.EndsWith("from localhost:5000/a/y"));
    }

    [TestCase(RegistryFault.Refused)]
    [TestCase(RegistryFault.BlobMissing)]
    public async Task A_mount_that_is_refused_becomes_an_upload(RegistryFault fault)
    {
        Registries.AddImage("localhost:5000/a:1", "linux/amd64", "x", "y");
        Registries.Before = (call, _) => call.StartsWith("mount ", StringComparison.Ordinal) ? throw MemoryRegistries.Fault(fault, "no right to the other") : Task.CompletedTask;
        await desk.CopyAsync("localhost:5000/a:1", "localhost:5000/b/a:1");
        Assert.That(Registries.Of("upload").Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_registry_that_is_gone_at_a_mount_is_not_asked_to_take_an_upload()
    {
        Registries.AddImage("localhost:5000/a:1", "linux/amd64", "x");
        Registries.Before = (call, _) => call.StartsWith("mount ", StringComparison.Ordinal) ? throw MemoryRegistries.Fault(RegistryFault.Unreachable, "gone") : Task.CompletedTask;
        Assert.That(() => desk.CopyAsync("localhost:5000/a:1", "localhost:5000/b/a:1"), Fails.With(ExitCode.Unavailable, "gone"));
        Assert.That(Registries.Of("upload"), Is.Empty);
    }

    [Test]
    public async Task A_shared_layer_whose_first_mover_fails_is_moved_by_the_next()
    {
        Registries.AddImage("docker.io/a/x:1", "linux/amd64", "shared");
        Registries.AddImage("quay.io/a/y:1", "linux/amd64", "shared");
        var mirror = desk.NewMirror();
        var x = await mirror.PlanAsync(TestImages.Of("docker.io/a/x:1"), TestImages.Of("localhost:5000/a:x"), [], default);
        var y = await mirror.PlanAsync(TestImages.Of("quay.io/a/y:1"), TestImages.Of("localhost:5000/a:y"), [], default);
        var (opening, failing) = (new TaskCompletionSource(), new TaskCompletionSource());
        Registries.Before = async (call, _) =>
        {
            if (call.StartsWith("open docker.io", StringComparison.Ordinal))
            {
                opening.TrySetResult();
                await failing.Task;
                throw MemoryRegistries.Fault(RegistryFault.Unreachable, "gone");
            }
        };
        var first = mirror.ExecuteAsync(x, default);
        await opening.Task;
        var second = mirror.ExecuteAsync(y, default);
        failing.SetResult();
        Assert.That(() => first, Fails.With(ExitCode.Unavailable, "gone"));
        await second;
        Assert.That(Registries.TagOf("localhost:5000/a:y"), Is.EqualTo(y.Digest));
    }

    private async Task CopyManyAsync(int count)
    {
        var mirror = desk.NewMirror();
        var plans = new List<MirrorPlan>();
        for (var i = 0; i < count; i++)
        {
            Registries.AddImage($"docker.io/a/i{i}:1", "linux/amd64", "base", "libc", "runtime", "tools", $"own {i}");
            plans.Add(await mirror.PlanAsync(TestImages.Of($"docker.io/a/i{i}:1"), TestImages.Of($"localhost:5000/a/i{i}:1"), [], default));
        }

        await Task.WhenAll(plans.Select(plan => mirror.ExecuteAsync(plan, default)));
        Assert.That(Enumerable.Range(0, count).Select(i => Registries.TagOf($"localhost:5000/a/i{i}:1")), Has.None.Null);
    }
}
