using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>Makes images by pushing their parts, with nothing but HTTP: it shares no line with the client under test.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ImagePusher(RegistryServer registry) : IDisposable
{
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string OciImage = "application/vnd.oci.image.manifest.v1+json";
    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";

    private static readonly long[] SmallLayer = [512];

    private readonly HttpClient client = registry.CreateClient();

    /// <summary>True for images and lists of Docker's media types instead of OCI's.</summary>
    public bool Docker { get; init; }

    /// <summary>Pushes an image of one platform.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="tag">Its tag; null to push it by its digest only.</param>
    /// <param name="platform">Such as <c>linux/arm64</c>.</param>
    /// <param name="layers">The sizes of its layers in bytes; none for one small layer.</param>
    public async Task<Pushed> PushImageAsync(string repository, string? tag, string platform, params long[] layers)
    {
        var pushed = new List<(string Digest, long Size)>();
        foreach (var size in layers is [] ? SmallLayer : layers)
        {
            pushed.Add(await PushLayerAsync(repository, size));
        }

        var configuration = JsonBytes(Configuration(platform, pushed.Select(layer => layer.Digest)));
        var digest = DigestOf(configuration);
        await PushBlobAsync(repository, digest, configuration);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Docker ? DockerImage : OciImage,
            ["config"] = Descriptor(Docker ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json", digest, configuration.Length),
            ["layers"] = new JsonArray([.. pushed.Select(layer => Descriptor(Docker ? "application/vnd.docker.image.rootfs.diff.tar.gzip" : "application/vnd.oci.image.layer.v1.tar+gzip", layer.Digest, layer.Size))]),
        };
        var blobs = pushed.Append((Digest: digest, Size: configuration.Length)).DistinctBy(blob => blob.Digest).ToDictionary(blob => blob.Digest, blob => blob.Size);
        return await PutAsync(repository, tag, manifest, platform, [], blobs);
    }

    /// <summary>Pushes an image for each platform and an index, or list, of them all.</summary>
    public Task<Pushed> PushIndexAsync(string repository, string? tag, params string[] platforms) => PushIndexAsync(repository, tag, [], platforms);

    /// <summary>The same with layers of these sizes, different ones for each platform.</summary>
    public async Task<Pushed> PushIndexAsync(string repository, string? tag, long[] layers, string[] platforms)
    {
        var images = new List<Pushed>();
        foreach (var platform in platforms)
        {
            images.Add(await PushImageAsync(repository, null, platform, layers));
        }

        return await PushIndexAsync(repository, tag, images);
    }

    /// <summary>Pushes an index of what is in the repository already.</summary>
    public Task<Pushed> PushIndexAsync(string repository, string? tag, IReadOnlyList<Pushed> children) =>
        PutAsync(repository, tag, Index(children.Select(child => child.Descriptor())), null, children, new Dictionary<string, long>());

    /// <summary>Pushes an index whose only children are indexes, one for each platform.</summary>
    public async Task<Pushed> PushNestedAsync(string repository, string? tag, params string[] platforms)
    {
        var inner = new List<Pushed>();
        foreach (var platform in platforms)
        {
            inner.Add(await PushIndexAsync(repository, null, platform));
        }

        return await PushIndexAsync(repository, tag, inner);
    }

    /// <summary>Pushes an index with a BuildKit attestation beside each image.</summary>
    public async Task<Pushed> PushAttestedAsync(string repository, string? tag, params string[] platforms)
    {
        var children = new List<Pushed>();
        var descriptors = new List<JsonObject>();
        foreach (var platform in platforms)
        {
            var image = await PushImageAsync(repository, null, platform);
            var attestation = await PushImageAsync(repository, null, "unknown/unknown") with { IsAttestation = true };
            children.AddRange([image, attestation]);
            descriptors.AddRange([image.Descriptor(), attestation.Descriptor(image)]);
        }

        return await PutAsync(repository, tag, Index(descriptors), null, children, new Dictionary<string, long>());
    }

    /// <summary>Pushes any manifest, as it stands.</summary>
    public Task<Pushed> PushManifestAsync(string repository, string? tag, JsonObject manifest) => PutAsync(repository, tag, manifest, null, [], new Dictionary<string, long>());

    /// <summary>Removes a manifest and with it every tag of it.</summary>
    public async Task DeleteAsync(string repository, string digest) => (await client.DeleteAsync(new Uri($"/v2/{repository}/manifests/{digest}", UriKind.Relative))).EnsureSuccessStatusCode().Dispose();

    /// <summary>True when the registry has the blob there.</summary>
    public async Task<bool> HasBlobAsync(string repository, string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"/v2/{repository}/blobs/{digest}", UriKind.Relative));
        using var answer = await client.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }

    public void Dispose() => client.Dispose();

    private JsonObject Index(IEnumerable<JsonObject> children) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = Docker ? DockerList : OciIndex,
        ["manifests"] = new JsonArray([.. children]),
    };

    private async Task<(string Digest, long Size)> PushLayerAsync(string repository, long size)
    {
        using var layer = new LayerContent(size);
        layer.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var sent = await client.PatchAsync(await StartUploadAsync(repository), layer);
        await EndUploadAsync(sent.EnsureSuccessStatusCode().Headers.Location!, layer.Digest, null);
        return (layer.Digest, size);
    }

    private async Task PushBlobAsync(string repository, string digest, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await EndUploadAsync(await StartUploadAsync(repository), digest, body);
    }

    private async Task<Uri> StartUploadAsync(string repository)
    {
        using var started = await client.PostAsync(new Uri($"/v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        return started.EnsureSuccessStatusCode().Headers.Location!;
    }

    private async Task EndUploadAsync(Uri location, string digest, HttpContent? body)
    {
        using var ended = await client.PutAsync(new Uri($"{location}{(location.OriginalString.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", UriKind.RelativeOrAbsolute), body);
        ended.EnsureSuccessStatusCode();
    }

    private async Task<Pushed> PutAsync(string repository, string? tag, JsonObject manifest, string? platform, IReadOnlyList<Pushed> children, IReadOnlyDictionary<string, long> blobs)
    {
        var bytes = JsonBytes(manifest);
        var mediaType = (string)manifest["mediaType"]!;
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var put = await client.PutAsync(new Uri($"/v2/{repository}/manifests/{tag ?? DigestOf(bytes)}", UriKind.Relative), body);
        if (!put.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"the registry refuses the manifest: {await put.Content.ReadAsStringAsync()}");
        }

        return new Pushed(repository, DigestOf(bytes), mediaType, bytes.Length, platform, children, blobs);
    }

    private static JsonObject Configuration(string platform, IEnumerable<string> layers)
    {
        string[] parts = platform.Split('/');
        var configuration = new JsonObject
        {
            ["architecture"] = parts[1],
            ["os"] = parts[0],
            ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray("/app") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(digest => (JsonNode)digest)]) },
        };
        if (parts is [_, _, var variant])
        {
            configuration["variant"] = variant;
        }

        return configuration;
    }

    private static JsonObject Descriptor(string mediaType, string digest, long size) => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };

    private static byte[] JsonBytes(JsonObject value) => Encoding.UTF8.GetBytes(value.ToJsonString());

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
