using System.Buffers;
using System.Collections.Concurrent;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>Registries in memory that keep to what real ones keep to: no manifest without its blobs and children, no half blob. Each call is written down, and each can be made to fail.</summary>
internal sealed class MemoryRegistries : IRegistries
{
    private readonly ConcurrentDictionary<(ImageRepository, Digest), Func<Stream>> blobs = new();
    private readonly ConcurrentDictionary<(ImageRepository, Digest), Manifest> manifests = new();
    private readonly ConcurrentDictionary<(ImageRepository, string), Digest> tags = new();
    private readonly ConcurrentQueue<string> calls = new();
    private int uploading;
    private int mostUploading;

    /// <summary>Heard before each call is answered: <c>upload localhost:5000/a sha256:…</c>. What it throws is what the call throws.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Heard after each part of a blob has come: its digest and how much has come.</summary>
    public Func<Digest, long, CancellationToken, Task> Part { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>The registries that mount.</summary>
    public Func<string, bool> Mounts { get; set; } = _ => true;

    /// <summary>The repositories that have to be made first.</summary>
    public ConcurrentDictionary<ImageRepository, bool> Missing { get; } = new();

    /// <summary>Which image an attestation speaks of.</summary>
    public Dictionary<Digest, Digest> Subjects { get; } = [];

    public IReadOnlyList<string> Calls => [.. calls];

    public int MostUploading => mostUploading;

    public IEnumerable<string> Writes => Calls.Where(call => call.Split(' ')[0] is "upload" or "mount" or "put" or "create");

    public IEnumerable<string> Of(string verb) => Calls.Where(call => call.StartsWith(verb + " ", StringComparison.Ordinal));

    public void Forget() => calls.Clear();

    public bool HasBlob(string repository, Digest digest) => blobs.ContainsKey((TestImages.Of(repository).Repository, digest));

    public Digest? TagOf(string image) => tags.TryGetValue((TestImages.Of(image).Repository, TestImages.Of(image).Tag!), out var digest) ? digest : null;

    public Manifest? Find(ImageReference image) =>
        (image.Digest ?? (tags.TryGetValue((image.Repository, image.Tag!), out var tagged) ? tagged : null)) is { } digest ? manifests.GetValueOrDefault((image.Repository, digest)) : null;

    public void AddBlob(ImageRepository repository, Digest digest, Func<Stream> content) => blobs[(repository, digest)] = content;

    public void RemoveTag(ImageReference image) => tags.TryRemove((image.Repository, image.Tag!), out _);

    /// <summary>As somebody else would push it, without being heard.</summary>
    public void Add(ImageReference image, Manifest manifest)
    {
        manifests[(image.Repository, manifest.Digest)] = manifest;
        if (image.Tag is { } tag)
        {
            tags[(image.Repository, tag)] = manifest.Digest;
        }
    }

    public async Task<Manifest> GetManifestAsync(ImageReference image, CancellationToken cancellation)
    {
        await HearAsync($"get {image}", cancellation);
        return Find(image) ?? throw Fault(RegistryFault.TagMissing, $"{image} is not there");
    }

    public async Task<Manifest?> FindManifestAsync(ImageReference image, CancellationToken cancellation)
    {
        await HearAsync($"find {image}", cancellation);
        return Find(image);
    }

    public async Task<ReadOnlyMemory<byte>> GetBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        await HearAsync($"read {repository} {blob.Digest}", cancellation);
        using var content = new MemoryStream();
        await Content(repository, blob).CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    public async Task<Stream> OpenBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        await HearAsync($"open {repository} {blob.Digest}", cancellation);
        return Content(repository, blob);
    }

    public async Task<bool> HasBlobAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        await HearAsync($"has {repository} {blob.Digest}", cancellation);
        return blobs.ContainsKey((repository, blob.Digest));
    }

    public async Task<bool> MountBlobAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation)
    {
        await HearAsync($"mount {repository} {blob.Digest} from {from}", cancellation);
        if (repository.Registry != from.Registry)
        {
            throw new InvalidOperationException("no registry mounts from another one");
        }

        return Mounts(repository.Registry) && blobs.TryGetValue((from, blob.Digest), out var content) && (blobs[(repository, blob.Digest)] = content) is not null;
    }

    public async Task UploadBlobAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation)
    {
        await HearAsync($"upload {repository} {blob.Digest}", cancellation);
        if (Missing.ContainsKey(repository))
        {
            throw Fault(RegistryFault.RepositoryMissing, $"{repository} is not there");
        }

        InterlockedMax(Interlocked.Increment(ref uploading));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var content = await open(cancellation);
            var small = blob.Size < 1024 * 1024 ? new MemoryStream() : null;
            long sent = 0;
            for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                small?.Write(buffer, 0, read);
                progress?.Report(sent += read);
                await Part(blob.Digest, sent, cancellation);
                cancellation.ThrowIfCancellationRequested();
            }

            if (sent != blob.Size || small is not null && !blob.Digest.Matches(small.ToArray()))
            {
                throw Fault(RegistryFault.PushRefused, "the content does not have the digest");
            }

            blobs[(repository, blob.Digest)] = small is null ? () => new HollowStream(blob.Size) : () => new MemoryStream(small.ToArray());
        }
        finally
        {
            Interlocked.Decrement(ref uploading);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task PutManifestAsync(ImageReference image, Manifest manifest, CancellationToken cancellation)
    {
        await HearAsync($"put {image}", cancellation);
        var lacking = manifest switch
        {
            ImageIndex index => index.Children.Where(child => !manifests.ContainsKey((image.Repository, child.Digest))).Select(child => child.Digest).ToList(),
            ImageManifest one => one.Layers.Append(one.Config).Where(blob => blob.Urls.Count == 0 && !blobs.ContainsKey((image.Repository, blob.Digest))).Select(blob => blob.Digest).ToList(),
            _ => [],
        };
        if (lacking.Count > 0 || manifest.Digest != Digest.Of(manifest.Body.Span) || (image.Digest is { } digest && digest != manifest.Digest))
        {
            throw Fault(RegistryFault.PushRefused, $"{image} is refused: MANIFEST_BLOB_UNKNOWN {string.Join(", ", lacking)}");
        }

        Add(image, manifest);
    }

    public Task<IReadOnlyList<string>> ListTagsAsync(ImageRepository repository, int most, CancellationToken cancellation) => throw new InvalidOperationException("a mirror lists no tags");

    public async Task<bool> HasRepositoryAsync(ImageRepository repository, CancellationToken cancellation)
    {
        await HearAsync($"repository {repository}", cancellation);
        return !Missing.ContainsKey(repository);
    }

    public async Task CreateRepositoryAsync(ImageRepository repository, CancellationToken cancellation)
    {
        await HearAsync($"create {repository}", cancellation);
        Missing.TryRemove(repository, out _);
    }

    public static MeshException Fault(RegistryFault fault, string reason) => new RegistryException(fault, reason).With(reason, "Mend it");

    private Stream Content(ImageRepository repository, Descriptor blob) => blobs.TryGetValue((repository, blob.Digest), out var content) ? content() : throw Fault(RegistryFault.BlobMissing, $"{blob.Digest} is not there");

    private async Task HearAsync(string call, CancellationToken cancellation)
    {
        // As over a network: nothing is answered on the caller's own stack.
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        calls.Enqueue(call);
        await Before(call, cancellation);
    }

    private void InterlockedMax(int present)
    {
        for (int most; (most = mostUploading) < present && Interlocked.CompareExchange(ref mostUploading, present, most) != most;)
        {
        }
    }
}
