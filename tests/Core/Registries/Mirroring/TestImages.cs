using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>Makes images as builders push them.</summary>
internal static class TestImages
{
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    public static ImageReference Of(string text) => ImageReference.TryParse(text, out var image, out var why) ? image : throw new ArgumentException(why);

    public static Platform Platform(string text) => Core.Model.Platform.TryParse(text, out var platform) ? platform : throw new ArgumentException(text);

    public static Platform[] Platforms(params string[] texts) => [.. texts.Select(Platform)];

    /// <summary>An image of one platform with a layer for each name; tagged where the reference has a tag. Gives what an index says of it.</summary>
    public static Descriptor AddImage(this MemoryRegistries registries, string image, string platform, params string[] layers) =>
        registries.AddImage(image, platform, [.. layers.Select(layer => registries.AddBlob(image, Layer, layer))]);

    public static Descriptor AddImage(this MemoryRegistries registries, string image, string platform, IReadOnlyList<Descriptor> layers, string configType = Config)
    {
        var of = Platform(platform);
        var config = registries.AddBlob(image, configType, $$"""{"architecture":"{{of.Architecture}}","os":"{{of.Os}}"{{(of.Variant is null ? "" : $",\"variant\":\"{of.Variant}\"")}}}""");
        var body = Body(new JsonObject
        {
            ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciImage, ["config"] = Entry(config), ["layers"] = new JsonArray([.. layers.Select(Entry)]),
        });
        var manifest = new ImageManifest(MediaTypes.OciImage, body, Digest.Of(body), config, layers);
        registries.Add(Of(image), manifest);
        return new Descriptor(MediaTypes.OciImage, manifest.Digest, body.Length) { Platform = of };
    }

    /// <summary>An index; tagged where the reference has a tag.</summary>
    public static Descriptor AddIndex(this MemoryRegistries registries, string image, params Descriptor[] children)
    {
        var body = Body(new JsonObject
        {
            ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["annotations"] = new JsonObject { ["org.example"] = "größer <&> 1.50" }, ["manifests"] = new JsonArray([.. children.Select(child => Child(registries, child))]),
        });
        var index = new ImageIndex(MediaTypes.OciIndex, body, Digest.Of(body), children);
        registries.Add(Of(image), index);
        return new Descriptor(MediaTypes.OciIndex, index.Digest, body.Length);
    }

    /// <summary>An attestation as BuildKit pushes it; of no image where there is none.</summary>
    public static Descriptor AddAttestation(this MemoryRegistries registries, string image, Descriptor? subject)
    {
        var statement = registries.AddImage(image, "unknown/unknown", $"statement on {subject?.Digest}");
        if (subject is not null)
        {
            registries.Subjects[statement.Digest] = subject.Digest;
        }

        return statement with { IsArtifact = true };
    }

    public static Descriptor AddBlob(this MemoryRegistries registries, string image, string mediaType, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var digest = Digest.Of(bytes);
        registries.AddBlob(Of(image).Repository, digest, () => new MemoryStream(bytes));
        return new Descriptor(mediaType, digest, bytes.Length);
    }

    /// <summary>A layer without content, as large as one likes.</summary>
    public static Descriptor AddHollowBlob(this MemoryRegistries registries, string image, string name, long size)
    {
        var digest = Digest.Of(Encoding.UTF8.GetBytes(name));
        registries.AddBlob(Of(image).Repository, digest, () => new HollowStream(size));
        return new Descriptor(Layer, digest, size);
    }

    private static byte[] Body(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static JsonNode Entry(Descriptor content)
    {
        var entry = new JsonObject { ["mediaType"] = content.MediaType, ["digest"] = content.Digest.ToString(), ["size"] = content.Size };
        if (content.Urls.Count > 0)
        {
            entry["urls"] = new JsonArray([.. content.Urls.Select(url => JsonValue.Create(url))]);
        }

        return entry;
    }

    private static JsonNode Child(MemoryRegistries registries, Descriptor child)
    {
        var entry = Entry(child);
        if (child.Platform is { } platform)
        {
            entry["platform"] = new JsonObject { ["architecture"] = platform.Architecture, ["os"] = platform.Os, ["variant"] = platform.Variant };
        }

        if (registries.Subjects.TryGetValue(child.Digest, out var subject))
        {
            entry["annotations"] = new JsonObject { ["vnd.docker.reference.type"] = "attestation-manifest", ["vnd.docker.reference.digest"] = subject.ToString() };
        }

        return entry;
    }
}
