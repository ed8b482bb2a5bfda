using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Sandbox.Registry;

/// <summary>Manifests, by tag and by digest.</summary>
internal static class Manifests
{
    private static readonly string[] Known = [MediaTypes.OciImage, MediaTypes.OciIndex, MediaTypes.DockerImage, MediaTypes.DockerList];

    public static HttpResponseMessage Answer(InMemoryRegistry registry, RegistryCall call) => call.Method switch
    {
        "GET" or "HEAD" => Get(registry, call),
        "PUT" => Put(registry, call),
        _ => throw RegistryError.Unsupported(),
    };

    /// <summary>What a manifest names and is to be in the same repository: its blobs, or the manifests of an index. Not the layers that lie elsewhere.</summary>
    public static IEnumerable<string> Named(JsonObject manifest) => manifest.Items("manifests")
        .Concat(manifest.Items("layers").Where(layer => !layer.Elements("urls").Any()))
        .Append(manifest.Child("config"))
        .Select(descriptor => descriptor.Text("digest")).OfType<string>();

    private static HttpResponseMessage Get(InMemoryRegistry registry, RegistryCall call)
    {
        var manifest = registry.Manifest(call.Repository, call.Reference) ?? throw RegistryError.ManifestUnknown(call.Repository, call.Reference);
        if (!call.Request.Headers.Accept.Any(accepted => accepted.MediaType == manifest.MediaType))
        {
            // OCI types are refused however they are asked for; Docker's are turned into schema 1 for a tag, which fails for every image of today.
            switch (manifest.MediaType)
            {
                case MediaTypes.OciImage:
                    throw RegistryError.NotAccepted("manifest");
                case MediaTypes.OciIndex:
                    throw RegistryError.NotAccepted("index");
                case var _ when !Digest.TryParse(call.Reference, out _):
                    throw RegistryError.ManifestInvalid("it cannot be turned into schema 1");
            }
        }

        return Bytes.Answer(call, manifest.Body, manifest.MediaType, manifest.Digest);
    }

    private static HttpResponseMessage Put(InMemoryRegistry registry, RegistryCall call)
    {
        var type = call.Request.Content?.Headers.ContentType?.MediaType;
        var manifest = Read(call.Body);
        if (!Known.Contains(type) || (manifest.Text("mediaType") ?? type) != type || manifest.Number("schemaVersion") != 2)
        {
            throw RegistryError.ManifestInvalid("its media type is not what it was sent as");
        }

        var digest = Digest.Of(call.Body);
        var byDigest = Digest.TryParse(call.Reference, out var wanted);
        if (byDigest ? !wanted.Matches(call.Body) : call.Reference.Contains(':', StringComparison.Ordinal))
        {
            throw RegistryError.DigestInvalid($"{call.Reference} is not {digest}");
        }

        var repository = registry.Find(call.Repository);
        bool Has(string named) => Digest.TryParse(named, out var known) && repository is not null && (repository.Blobs.Contains(known) || repository.Manifests.ContainsKey(known));
        if (Named(manifest).Where(named => !Has(named)).Distinct().ToList() is { Count: > 0 } absent)
        {
            throw RegistryError.ManifestBlobsUnknown(absent);
        }

        repository = registry.Ensure(call.Repository);
        var stored = new StoredManifest(type!, call.Body, byDigest ? wanted : digest);
        if (!byDigest)
        {
            if (registry.Options.Immutable && repository.Tags.TryGetValue(call.Reference, out var present) && present != digest)
            {
                throw RegistryError.TagImmutable(call.Repository, call.Reference);
            }

            repository.Tags[call.Reference] = digest;
        }

        repository.Manifests[stored.Digest] = stored;
        var created = new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent([]) };
        created.Headers.Location = call.At($"/v2/{call.Repository}/manifests/{stored.Digest}");
        created.Headers.Add("Docker-Content-Digest", stored.Digest.ToString());
        return created;
    }

    private static JsonObject Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw RegistryError.ManifestInvalid("it is no object");
        }
        catch (JsonException exception)
        {
            throw RegistryError.ManifestInvalid(exception.Message);
        }
    }
}
