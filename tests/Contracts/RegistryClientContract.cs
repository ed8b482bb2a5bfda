using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Processes;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Contracts;

/// <summary>What the client makes of a registry: the port's promises, kept by client and registry together.</summary>
public abstract class RegistryClientContract : RegistryContract
{
    private RegistryClient client = null!;

    [SetUp]
    public void OpenClient() => client = new RegistryClient([new RegistryOptions { Host = Registry.Host, PlainHttp = true }], ".", new NoHelpers(), new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System)
    {
        Surroundings = new RegistrySurroundings { Variable = _ => null, Home = "", Aws = false },
        Handlers = Registry.Handlers,
    };

    [TearDown]
    public void CloseClient() => client.Dispose();

    private ImageRepository Here => new(Registry.Host, Repository);

    [Test]
    public async Task A_repository_and_a_tag_that_are_not_there_are_told_apart()
    {
        Assert.That(await client.FindManifestAsync(Tagged("one"), Cancellation), Is.Null);
        await FaultAsync(RegistryFault.RepositoryMissing, ExitCode.NoInput, () => client.GetManifestAsync(Tagged("one"), Cancellation));
        await FaultAsync(RegistryFault.RepositoryMissing, ExitCode.NoInput, () => client.ListTagsAsync(Here, 10, Cancellation));

        await PushImageAsync("one");
        Assert.That(await client.FindManifestAsync(Tagged("two"), Cancellation), Is.Null);
        await FaultAsync(RegistryFault.TagMissing, ExitCode.NoInput, () => client.GetManifestAsync(Tagged("two"), Cancellation));
        await FaultAsync(RegistryFault.TagMissing, ExitCode.NoInput, () => client.GetManifestAsync(Tagged("one").At(Digest.Of("absent"u8)), Cancellation));
    }

    [TestCase(OciImage)]
    [TestCase(DockerImage)]
    public async Task An_image_is_read_by_tag_and_by_digest(string type)
    {
        var pushed = await PushImageAsync("one", type: type);
        var byTag = (ImageManifest)await client.GetManifestAsync(Tagged("one"), Cancellation);
        var byDigest = await client.FindManifestAsync(Tagged("one").At(byTag.Digest), Cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(byTag.Body.ToArray(), Is.EqualTo(pushed));
            Assert.That((byTag.MediaType, byTag.Digest), Is.EqualTo((type, Digest.Of(pushed))));
            Assert.That(byTag.Layers, Has.Count.EqualTo(1));
            Assert.That(byDigest!.Digest, Is.EqualTo(byTag.Digest));
        });
    }

    [Test]
    public async Task An_index_offers_the_platforms_of_its_children()
    {
        using var put = await PutManifestAsync("all", Index(await PushImageAsync("one")), OciIndex);
        var inspection = await new ImageInspector(client).InspectAsync(Tagged("all"), Cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(inspection.IsIndex, Is.True);
            Assert.That(inspection.Offers.Select(offer => $"{offer.Platform}"), Is.EqualTo(new[] { "linux/arm64" }));
        });
    }

    [Test]
    public async Task A_single_image_says_its_platform_in_its_configuration()
    {
        await PushImageAsync("one", "amd64");
        var inspection = await new ImageInspector(client).InspectAsync(Tagged("one"), Cancellation);
        Assert.That((inspection.IsIndex, $"{inspection.Offers.Single().Platform}"), Is.EqualTo((false, "linux/amd64")));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3_000_000)]
    public async Task A_blob_that_is_uploaded_is_there_as_it_was(int size)
    {
        var content = Content(size);
        var blob = new Descriptor("application/octet-stream", Digest.Of(content), size);
        var told = new Told();
        Assert.That(await client.HasBlobAsync(Here, blob, Cancellation), Is.False);

        await client.UploadBlobAsync(Here, blob, _ => Task.FromResult<Stream>(new MemoryStream(content)), told, Cancellation);

        Assert.That(await client.HasBlobAsync(Here, blob, Cancellation), Is.True);
        Assert.That((await client.GetBlobAsync(Here, blob, Cancellation)).ToArray(), Is.EqualTo(content));
        Assert.That(told.Most, Is.EqualTo(size));
        await using var stream = await client.OpenBlobAsync(Here, blob, Cancellation);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        Assert.That(copy.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public async Task A_blob_that_is_not_there_is_missed_by_its_name()
    {
        var blob = new Descriptor("application/octet-stream", Digest.Of("absent"u8), 6);
        await FaultAsync(RegistryFault.BlobMissing, ExitCode.NoInput, () => client.GetBlobAsync(Here, blob, Cancellation));
        await FaultAsync(RegistryFault.BlobMissing, ExitCode.NoInput, () => client.OpenBlobAsync(Here, blob, Cancellation));
    }

    [Test]
    public async Task A_blob_is_mounted_where_the_other_repository_has_it()
    {
        var content = Content(100);
        await PushAsync(content);
        var (there, absent) = (new Descriptor("application/octet-stream", Digest.Of(content), 100), new Descriptor("application/octet-stream", Digest.Of("absent"u8), 6));
        var other = new ImageRepository(Registry.Host, $"{Repository}-2");
        Assert.That(await client.MountBlobAsync(other, there, Here, Cancellation), Is.True);
        Assert.That(await client.HasBlobAsync(other, there, Cancellation), Is.True);
        Assert.That(await client.MountBlobAsync(other, absent, Here, Cancellation), Is.False);
        Assert.That(await client.HasBlobAsync(other, absent, Cancellation), Is.False);
    }

    [Test]
    public async Task A_manifest_is_put_after_what_it_names()
    {
        var (config, layer) = (Bytes("{}"), Content(10));
        var bytes = Image(config, layer);
        var manifest = ManifestOf(bytes, config, layer);
        await FaultAsync(RegistryFault.BlobMissing, ExitCode.NoInput, () => client.PutManifestAsync(Tagged("one"), manifest, Cancellation));

        await PushAsync(config);
        await PushAsync(layer);
        await client.PutManifestAsync(Tagged("one").At(manifest.Digest), manifest, Cancellation);
        await FaultAsync(RegistryFault.RepositoryMissing, ExitCode.NoInput, () => client.ListTagsAsync(Here, 10, Cancellation));
        await client.PutManifestAsync(Tagged("one"), manifest, Cancellation);
        Assert.That((await client.GetManifestAsync(Tagged("one"), Cancellation)).Body.ToArray(), Is.EqualTo(bytes));
        Assert.That(await client.ListTagsAsync(Here, 10, Cancellation), Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task As_many_tags_are_listed_as_are_asked_for()
    {
        foreach (var tag in new[] { "a", "b", "c" })
        {
            await PushImageAsync(tag);
        }

        Assert.That(await client.ListTagsAsync(Here, 100, Cancellation), Is.EquivalentTo(new[] { "a", "b", "c" }));
        Assert.That(await client.ListTagsAsync(Here, 2, Cancellation), Has.Count.EqualTo(2).And.SubsetOf(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task A_repository_needs_no_making()
    {
        Assert.That(await client.HasRepositoryAsync(Here, Cancellation), Is.True);
        Assert.That(async () => await client.CreateRepositoryAsync(Here, Cancellation), Throws.Nothing);
    }

    private ImageReference Tagged(string tag) => new(Here, tag, null);

    private static ImageManifest ManifestOf(byte[] bytes, byte[] config, byte[] layer) => new(OciImage, bytes, Digest.Of(bytes),
        new Descriptor("application/vnd.oci.image.config.v1+json", Digest.Of(config), config.Length), [new Descriptor("application/vnd.oci.image.layer.v1.tar", Digest.Of(layer), layer.Length)]);

    // The same in each run; no two sizes share a digest.
    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    private static async Task FaultAsync(RegistryFault fault, int exitCode, Func<Task> call)
    {
        var thrown = await Assert.ThrowsAsync<MeshException>(() => call());
        Assert.That(((thrown!.InnerException as RegistryException)?.Fault, thrown.ExitCode), Is.EqualTo(((RegistryFault?)fault, exitCode)), thrown.Message);
    }

    private sealed class Told : IProgress<long>
    {
        public long Most { get; private set; }

        public void Report(long value) => Most = Math.Max(Most, value);
    }

    private sealed class NoHelpers : ICommandRunner
    {
        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellation) => throw new InvalidOperationException($"{command.Executable} is not to be run here");
    }
}
