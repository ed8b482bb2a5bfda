using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Images;

/// <summary>Registries that hold what a test put there, for reading.</summary>
internal sealed class FakeRegistries : IRegistries
{
    private readonly ConcurrentDictionary<(ImageRepository, string), Manifest> manifests = new();
    private readonly ConcurrentDictionary<Digest, byte[]> blobs = new();
    private readonly ConcurrentDictionary<string, RegistryFault> faults = new();
    private readonly ConcurrentQueue<string> asked = new();

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>Runs before each answer.</summary>
    public Func<ImageReference, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>An index with these platforms.</summary>
    public ImageIndex Index(string image, params string[] platforms)
    {
        var at = Read(image);
        var children = platforms.Select(platform => Manifest(platform, $"{at.Repository}{at.Tag}")).ToList();
        var body = Encoding.UTF8.GetBytes($"index of {at} {string.Join(' ', children.Select(child => child.Digest))}");
        var index = new ImageIndex(MediaTypes.OciIndex, body, Digest.Of(body), [.. children.Zip(platforms, (child, platform) => new Descriptor(MediaTypes.OciImage, child.Digest, child.Body.Length) { Platform = Parse(platform) })]);
        foreach (var child in children)
        {
            manifests[(at.Repository, child.Digest.ToString())] = child;
        }

        Store(at, index);
        return index;
    }

    /// <summary>An image of one platform.</summary>
    public ImageManifest Single(string image, string platform)
    {
        var manifest = Manifest(platform, image);
        Store(Read(image), manifest);
        return manifest;
    }

    /// <summary>What begins so fails so: a registry, a repository, an image.</summary>
    public void Fail(string start, RegistryFault fault) => faults[start] = fault;

    public async Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation)
    {
        asked.Enqueue(image.ToString());
        await Before(image);
        if (faults.Where(fault => image.ToString().StartsWith(fault.Key, StringComparison.Ordinal)).Select(fault => (RegistryFault?)fault.Value).FirstOrDefault() is { } fault)
        {
            throw Fault(fault, image);
        }

        return manifests.TryGetValue((image.Repository, image.Wanted), out var manifest) ? manifest
            : throw Fault(manifests.Keys.Any(key => key.Item1 == image.Repository) ? RegistryFault.TagMissing : RegistryFault.RepositoryMissing, image);
    }

    public Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => Task.FromResult<ReadOnlyMemory<byte>>(blobs[blob.Digest]);

    public Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation)
    {
        asked.Enqueue($"tags of {repository}, at most {most.ToString(CultureInfo.InvariantCulture)}");
        return faults.ContainsKey($"tags of {repository}")
            ? throw Fault(RegistryFault.Refused, new ImageReference(repository, "list", null))
            : Task.FromResult<IReadOnlyList<string>>([.. manifests.Keys.Where(key => key.Item1 == repository && !key.Item2.Contains(':', StringComparison.Ordinal)).Select(key => key.Item2).Order(StringComparer.Ordinal).Take(most)]);
    }

    public Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotSupportedException();

    private static MeshException Fault(RegistryFault fault, ImageReference image) => new RegistryException(fault, $"{fault}").With($"{image}: {fault}", "Look at the registry");

    private static ImageReference Read(string image) => ImageNames.Image(image, "a test");

    private static Platform Parse(string platform) => ImageNames.Platform(platform, "a test");

    private void Store(ImageReference at, Manifest manifest)
    {
        manifests[(at.Repository, at.Tag!)] = manifest;
        manifests[(at.Repository, manifest.Digest.ToString())] = manifest;
    }

    private ImageManifest Manifest(string text, string salt)
    {
        var platform = Parse(text);
        var config = Encoding.UTF8.GetBytes($$"""{"os":"{{platform.Os}}","architecture":"{{platform.Architecture}}","variant":"{{platform.Variant}}"}""");
        blobs[Digest.Of(config)] = config;
        var body = Encoding.UTF8.GetBytes($"{salt} {text}");
        return new ImageManifest(MediaTypes.OciImage, body, Digest.Of(body), new Descriptor("application/vnd.oci.image.config.v1+json", Digest.Of(config), config.Length), []);
    }
}
