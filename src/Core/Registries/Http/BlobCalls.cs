using System.Net;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Http;

/// <summary>Reads the blobs of one registry. Source: OCI distribution specification.</summary>
internal sealed class BlobCalls(RegistryDoor door)
{
    private const int LargestWhole = 4 * 1024 * 1024;

    /// <summary>A small blob, whole.</summary>
    public async Task<ReadOnlyMemory<byte>> GetAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        if (blob.Size > LargestWhole)
        {
            throw RegistryErrors.Invalid(door.Endpoint, What(repository, blob), $"it is said to have {blob.Size} bytes, and more than {LargestWhole} are not read");
        }

        var answer = await door.AskAsync(Request(HttpMethod.Get, repository, blob) with { Largest = LargestWhole }, cancellation);
        return !answer.IsSuccess ? throw Failure(answer, repository, blob)
            : answer.Body.Length != blob.Size ? throw RegistryErrors.Invalid(door.Endpoint, What(repository, blob), $"it has {answer.Body.Length} bytes, not {blob.Size} as its manifest says")
            : blob.Digest.Matches(answer.Body.Span) ? answer.Body
            : throw RegistryErrors.Invalid(door.Endpoint, What(repository, blob), $"its digest is {Digest.Of(answer.Body.Span)}");
    }

    /// <summary>A blob as a stream.</summary>
    public async Task<Stream> OpenAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        await door.Streams.WaitAsync(cancellation);
        // From here on the stream has the place, and gives it back at its end.
        var stream = new BlobStream(door, blob, What(repository, blob), (from, stop) => OpenAtAsync(repository, blob, from, stop));
        try
        {
            await stream.OpenAsync(cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when the repository has it.</summary>
    public async Task<bool> HasAsync(ImageRepository repository, Descriptor blob, CancellationToken cancellation)
    {
        var answer = await door.AskAsync(Request(HttpMethod.Head, repository, blob), cancellation);
        return answer.IsSuccess || (answer.Status == HttpStatusCode.NotFound ? false : throw RegistryErrors.Of(answer, What(repository, blob), door.Endpoint));
    }

    private async Task<HttpResponseMessage> OpenAtAsync(ImageRepository repository, Descriptor blob, long from, CancellationToken cancellation)
    {
        var answer = await door.OpenAsync(Request(HttpMethod.Get, repository, blob) with { From = from }, cancellation);
        return answer.IsSuccess ? answer.Response : throw Failure(answer, repository, blob);
    }

    private MeshException Failure(RegistryAnswer answer, ImageRepository repository, Descriptor blob) => answer.Status == HttpStatusCode.NotFound
        ? new RegistryException(RegistryFault.BlobMissing, RegistryErrors.Words(answer)).With($"{repository} has no blob {blob.Digest}, which a manifest in it names ({RegistryErrors.Words(answer)})", "Push the image anew")
        : RegistryErrors.Of(answer, What(repository, blob), door.Endpoint);

    private static RegistryRequest Request(HttpMethod method, ImageRepository repository, Descriptor blob) =>
        new(method, $"v2/{repository.Path}/blobs/{blob.Digest}", What(repository, blob), RegistryRequest.Pull(repository.Path));

    private static string What(ImageRepository repository, Descriptor blob) => $"blob {blob.Digest} of {repository}";
}
