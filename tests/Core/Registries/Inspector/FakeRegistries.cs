using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Registries.Inspector;

/// <summary>Registries that have these manifests and blobs, and count who asks.</summary>
internal sealed class FakeRegistries : IRegistries
{
    private readonly Dictionary<string, Manifest> manifests = [];
    private readonly Dictionary<Digest, byte[]> blobs = [];
    private readonly Lock gate = new();

    public List<string> Asked { get; } = [];

    /// <summary>Waited for before any answer.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    /// <summary>Puts an image with this configuration, also under these tags.</summary>
    public ImageManifest Image(string config, params string[] tags)
    {
        var body = RegistryBench.ImageBody(System.Text.Encoding.UTF8.GetBytes(config));
        blobs[Digest.Of(System.Text.Encoding.UTF8.GetBytes(config))] = System.Text.Encoding.UTF8.GetBytes(config);
        return (ImageManifest)Put(body, tags);
    }

    /// <summary>Puts an index, also under these tags.</summary>
    public ImageIndex Index(string[] tags, params string[] children) => (ImageIndex)Put(RegistryBench.IndexBody(children), tags);

    /// <summary>Puts whatever it is.</summary>
    public void Put(string name, Manifest manifest) => manifests[name] = manifest;

    public static string Child(Manifest manifest, string? platform = null) => RegistryBench.Json(
        new Descriptor(manifest.MediaType, manifest.Digest, manifest.Body.Length), platform is null ? "" : $$""","platform":{"os":"{{platform.Split('/')[0]}}","architecture":"{{platform.Split('/')[1]}}"}""");

    public async Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation)
    {
        lock (gate)
        {
            Asked.Add(image.Wanted);
        }

        await Before.WaitAsync(cancellation);
        return manifests.TryGetValue(image.Wanted, out var manifest) ? manifest : throw new RegistryException(RegistryFault.TagMissing, "unknown").With($"{image} is not there", "push it");
    }

    public Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        lock (gate)
        {
            Asked.Add($"blob {blob.Digest.Short}");
        }

        return Task.FromResult<ReadOnlyMemory<byte>>(blobs[blob.Digest]);
    }

    public Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotSupportedException();

    private Manifest Put(byte[] body, string[] tags)
    {
        var manifest = ManifestReader.Read(body, null, Digest.Of(body));
        foreach (var name in tags.Append(manifest.Digest.ToString()))
        {
            manifests[name] = manifest;
        }

        return manifest;
    }
}
