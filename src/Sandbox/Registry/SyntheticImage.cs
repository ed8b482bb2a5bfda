using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Registry;

/// <summary>Makes up an image that is small and valid: layers that are tar files, a configuration for each platform, manifests, an index. The same image has the same digests in each run.</summary>
internal static class SyntheticImage
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    public static void PutInto(InMemoryRegistry registry, ScenarioImage image)
    {
        var repository = registry.Ensure(image.Image.Repository.Path);
        var children = image.Platforms.Select(platform => (Platform: platform, Manifest: Manifest(registry, repository, image, platform))).ToList();
        var top = children is [var only] && !image.Index ? only.Manifest : Keep(repository, MediaTypes.OciIndex, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. children.Select(child =>
            {
                var descriptor = Descriptor(MediaTypes.OciImage, child.Manifest.Digest, child.Manifest.Body.Length);
                descriptor["platform"] = Said(child.Platform);
                return descriptor;
            })]),
        });
        repository.Tags[image.Image.Tag!] = top.Digest;
    }

    /// <summary>The program that the image starts.</summary>
    public static string Program(ImageReference image) => $"/usr/local/bin/{image.Repository.Path.Split('/')[^1]}";

    private static StoredManifest Manifest(InMemoryRegistry registry, RepositoryContents repository, ScenarioImage image, Platform platform)
    {
        var layers = Enumerable.Range(1, image.Layers).Select(number => Layer(image, platform, number)).Select(blob => (Digest: registry.Keep(repository, blob), blob.Length)).ToList();
        var config = Said(platform);
        config["created"] = "1970-01-01T00:00:00Z";
        config["config"] = new JsonObject { ["Entrypoint"] = new JsonArray(Program(image.Image)) };
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.Digest.ToString())]) };
        var body = Encoding.UTF8.GetBytes(config.ToJsonString());
        return Keep(repository, MediaTypes.OciImage, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciImage,
            ["config"] = Descriptor(ConfigType, registry.Keep(repository, body), body.Length),
            ["layers"] = new JsonArray([.. layers.Select(layer => Descriptor(LayerType, layer.Digest, layer.Length))]),
        });
    }

    private static byte[] Layer(ScenarioImage image, Platform platform, int number)
    {
        // Only the last part of the path: a copy of an image has the digests of the original.
        var line = $"{image.Image.Repository.Path.Split('/')[^1]}:{image.Image.Tag} for {platform}, layer {number}\n";
        var content = new byte[image.Size];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (byte)line[i % line.Length];
        }

        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, Program(image.Image)[1..] + (number == 1 ? "" : $".{number}"))
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
                DataStream = new MemoryStream(content),
            });
        }

        return tar.ToArray();
    }

    private static StoredManifest Keep(RepositoryContents repository, string type, JsonObject manifest)
    {
        var body = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        var stored = new StoredManifest(type, body, Digest.Of(body));
        repository.Manifests[stored.Digest] = stored;
        return stored;
    }

    private static JsonObject Descriptor(string type, Digest digest, long size) => new() { ["mediaType"] = type, ["digest"] = digest.ToString(), ["size"] = size };

    private static JsonObject Said(Platform platform)
    {
        var said = new JsonObject { ["architecture"] = platform.Architecture, ["os"] = platform.Os };
        if (platform.Variant is not null)
        {
            said["variant"] = platform.Variant;
        }

        return said;
    }
}
