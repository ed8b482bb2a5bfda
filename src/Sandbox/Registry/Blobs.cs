using Mesh.Core.Model;

namespace Mesh.Sandbox.Registry;

/// <summary>Blobs: configurations and layers.</summary>
internal static class Blobs
{
    public static HttpResponseMessage Answer(InMemoryRegistry registry, RegistryCall call)
    {
        if (call.Method is not ("GET" or "HEAD"))
        {
            throw RegistryError.Unsupported();
        }

        if (!Digest.TryParse(call.Reference, out var digest))
        {
            throw RegistryError.DigestInvalid(call.Reference);
        }

        return registry.Find(call.Repository)?.Blobs.Contains(digest) == true
            ? Bytes.Answer(call, registry.Blobs[digest], "application/octet-stream", digest, ranges: true)
            : throw RegistryError.BlobUnknown(call.Reference);
    }
}
