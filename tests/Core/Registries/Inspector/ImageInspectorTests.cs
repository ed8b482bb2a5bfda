using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using static Mesh.Core.Tests.Registries.RegistryBench;

namespace Mesh.Core.Tests.Registries.Inspector;

public sealed class ImageInspectorTests
{
    private const string Arm = """{"os":"linux","architecture":"arm64","variant":"v8"}""";
    private const string Amd = """{"os":"linux","architecture":"amd64"}""";
    private readonly FakeRegistries registries = new();
    private readonly ImageInspector inspector;

    public ImageInspectorTests() => inspector = new ImageInspector(registries);

    [Test]
    public async Task A_single_image_says_its_platform_in_its_configuration()
    {
        var image = registries.Image(Arm, "1");

        var inspection = await InspectAsync("a:1");

        Assert.That((inspection.Digest, inspection.IsIndex), Is.EqualTo((image.Digest, false)));
        Assert.That(inspection.Offers, Is.EqualTo(new[] { new ImageOffer(new Platform("linux", "arm64", "v8"), image.Digest) }));
    }

    [Test]
    public async Task An_index_says_its_platforms_without_more_being_asked()
    {
        var (arm, amd) = (registries.Image(Arm), registries.Image(Amd));
        var index = registries.Index(["1"], FakeRegistries.Child(arm, "linux/arm64"), FakeRegistries.Child(amd, "linux/amd64"), FakeRegistries.Child(amd, "unknown/unknown"));

        var inspection = await InspectAsync("a:1");

        Assert.That((inspection.Digest, inspection.IsIndex), Is.EqualTo((index.Digest, true)));
        Assert.That(inspection.Offers.Select(offer => $"{offer.Platform} {offer.Digest}"), Is.EqualTo(new[] { $"linux/arm64 {arm.Digest}", $"linux/amd64 {amd.Digest}" }));
        Assert.That(registries.Asked, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Nested_indexes_and_children_that_say_nothing_are_looked_into()
    {
        var (arm, amd) = (registries.Image(Arm), registries.Image(Amd));
        var inner = registries.Index([], FakeRegistries.Child(arm));
        registries.Index(["1"], FakeRegistries.Child(inner), FakeRegistries.Child(amd, "linux/amd64"));

        Assert.That((await InspectAsync("a:1")).Offers.Select(offer => $"{offer.Platform}"), Is.EqualTo(new[] { "linux/arm64/v8", "linux/amd64" }));
    }

    [Test]
    public async Task Each_thing_is_asked_for_once_however_many_ask()
    {
        var arm = registries.Image(Arm);
        registries.Index(["1", "2"], FakeRegistries.Child(arm));
        var open = new TaskCompletionSource();
        registries.Before = open.Task;

        var all = Enumerable.Range(0, 50).Select(i => InspectAsync($"a:{1 + i % 2}")).ToList();
        open.SetResult();
        await Task.WhenAll(all);
        await InspectAsync($"a@{arm.Digest}");

        Assert.That(registries.Asked, Is.EquivalentTo(new[] { "1", "2", $"{arm.Digest}", $"blob {arm.Config.Digest.Short}" }));
    }

    [Test]
    public async Task A_failure_is_not_asked_for_again()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.That(FaultOf(await FailureAsync(() => InspectAsync("a:1"))), Is.EqualTo(RegistryFault.TagMissing));
        }

        Assert.That(registries.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task One_who_goes_away_leaves_nothing_behind()
    {
        registries.Image(Arm, "1");
        registries.Before = new TaskCompletionSource().Task;
        using var impatient = new CancellationTokenSource();
        var gone = inspector.InspectAsync(Image("a:1"), impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThatAsync(() => gone, Throws.InstanceOf<OperationCanceledException>());

        registries.Before = Task.CompletedTask;
        Assert.That((await InspectAsync("a:1")).Offers, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_index_that_lists_itself_ends()
    {
        var digest = Digest.Of("self"u8);
        var self = new ImageIndex(MediaTypes.OciIndex, default, digest, [new Descriptor(MediaTypes.OciIndex, digest, 7)]);
        registries.Put("1", self);

        var failure = await FailureAsync(() => InspectAsync("a:1"));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain("docker.io/library/a:1").And.Contain("lists itself"));
        Assert.That(registries.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Indexes_that_list_each_other_end()
    {
        var (one, two) = (Digest.Of("one"u8), Digest.Of("two"u8));
        registries.Put("1", new ImageIndex(MediaTypes.OciIndex, default, one, [new Descriptor(MediaTypes.OciIndex, two, 7)]));
        registries.Put($"{two}", new ImageIndex(MediaTypes.OciIndex, default, two, [new Descriptor(MediaTypes.OciIndex, one, 7)]));

        Assert.That((await FailureAsync(() => InspectAsync("a:1"))).Reason, Does.Contain("lists itself"));
    }

    [TestCase(4, true)]
    [TestCase(5, false)]
    public async Task Indexes_are_followed_four_deep(int depth, bool found)
    {
        Manifest below = registries.Image(Arm);
        for (var i = 0; i < depth; i++)
        {
            below = registries.Index(i == depth - 1 ? ["1"] : [], FakeRegistries.Child(below));
        }

        if (found)
        {
            Assert.That((await InspectAsync("a:1")).Offers, Has.Count.EqualTo(1));
        }
        else
        {
            Assert.That((await FailureAsync(() => InspectAsync("a:1"))).Reason, Does.Contain("nested more than 4 deep"));
        }
    }

    [Test]
    public async Task No_more_than_two_hundred_children_are_asked_for()
    {
        var children = Enumerable.Range(0, 201).Select(i => FakeRegistries.Child(registries.Image($$"""{"os":"linux","architecture":"arm64","x":{{i}}}"""))).ToArray();
        registries.Index(["1"], children);
        registries.Index(["2"], children[1..]);

        Assert.That((await FailureAsync(() => InspectAsync("a:1"))).Reason, Does.Contain("more than 200 children"));
        Assert.That((await InspectAsync("a:2")).Offers, Has.Count.EqualTo(200));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("not JSON")]
    [TestCase("""{"os":"linux"}""")]
    public async Task What_says_no_platform_offers_none(string config)
    {
        registries.Image(config, "1");

        Assert.That((await InspectAsync("a:1")).Offers, Is.Empty);
    }

    [Test]
    public async Task A_configuration_with_an_odd_platform_is_invalid()
    {
        registries.Image("""{"os":"linux","architecture":"arm64\u001b[2J"}""", "1");

        var failure = await FailureAsync(() => InspectAsync("a:1"));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Not.Contain("\e"));
    }

    private Task<ImageInspection> InspectAsync(string image) => inspector.InspectAsync(Image(image), default);
}
