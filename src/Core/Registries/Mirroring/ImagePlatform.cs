using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The platform of a single image, which only its configuration says. Source: OCI image specification, config.md.</summary>
internal static class ImagePlatform
{
    private static readonly string[] Configurations = ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];

    /// <summary>The platform; null for what is no image to run, such as a chart or an attestation.</summary>
    public static async Task<Platform?> OfAsync(IRegistries registries, SourceManifests reader, ImageManifest image, CancellationToken cancellation)
    {
        if (!Configurations.Contains(image.Config.MediaType))
        {
            return null;
        }

        try
        {
            var body = await registries.GetBlobAsync(reader.Image.Repository, image.Config, cancellation);
            return JsonNode.Parse(body.Span) is JsonObject said && Descriptors.PlatformOf(said) is { IsUnknown: false } platform ? platform : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or RegistryException)
        {
            throw reader.Invalid($"has a configuration ({image.Config.Digest}) that says no platform: {exception.Message}", exception);
        }
    }
}
