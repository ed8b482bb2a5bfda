using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Registry;

/// <summary>What containerd does with an image: resolves its name, chooses from an index what suits the machine, and unpacks a single image whatever it is for.</summary>
/// <param name="Error">Why it cannot be pulled, in containerd's words; null when it can.</param>
/// <param name="Runs">False when it was pulled and is for another architecture.</param>
internal sealed record ImagePull(string? Error, bool Runs)
{
    // An index in an index is legal; one that goes on without end is not.
    private const int Deepest = 4;

    public static ImagePull Of(SandboxRegistries registries, ImageReference image, Platform machine, bool reachable)
    {
        var registry = registries.Of(image.Repository.Registry);
        if (!reachable && registry.Options.Down)
        {
            return Failed("Unknown", image, $"failed to resolve reference \"{image}\": failed to do request: Head \"https://{image.Repository.Registry}/v2/{image.Repository.Path}/manifests/{image.Wanted}\": dial tcp 192.0.2.1:443: connect: connection refused");
        }

        // A registry that has every image that is asked for has it for this machine too.
        if (registries.HasEveryImage)
        {
            return new ImagePull(null, Runs: true);
        }

        lock (registry.Gate)
        {
            if (registry.Manifest(image.Repository.Path, image.Wanted) is not { } top)
            {
                return Failed("NotFound", image, $"failed to resolve reference \"{image}\": {image}: not found");
            }

            var manifest = Read(top.Body);
            return manifest.At("manifests") is null ? new ImagePull(null, Suits(registry, manifest, machine))
                : Chooses(registry, image.Repository.Path, manifest, machine, Deepest) ? new ImagePull(null, Runs: true)
                : Failed("NotFound", image, "no match for platform in manifest: not found");
        }
    }

    private static ImagePull Failed(string code, ImageReference image, string why) => new($"rpc error: code = {code} desc = failed to pull and unpack image \"{image}\": {why}", Runs: false);

    private static bool Chooses(InMemoryRegistry registry, string path, JsonObject index, Platform machine, int depth) => depth > 0 && index.Items("manifests").Any(child =>
    {
        if (child.Child("platform") is { } platform && !PlatformOf(platform).Satisfies(machine))
        {
            return false;
        }

        if (registry.Manifest(path, child.Text("digest") ?? "") is not { } stored)
        {
            return false;
        }

        var manifest = Read(stored.Body);
        return manifest.At("manifests") is null ? Suits(registry, manifest, machine) : Chooses(registry, path, manifest, machine, depth - 1);
    });

    private static bool Suits(InMemoryRegistry registry, JsonObject manifest, Platform machine) =>
        Digest.TryParse(manifest.Text("config", "digest"), out var digest) && registry.Blobs.TryGetValue(digest, out var config) && PlatformOf(Read(config)).Satisfies(machine);

    private static Platform PlatformOf(JsonObject said) => Platform.Of(said.Text("os") ?? "", said.Text("architecture") ?? "", said.Text("variant"), said.Text("os.version"));

    // A manifest was read when it was pushed; a configuration may be anything.
    private static JsonObject Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }
}
