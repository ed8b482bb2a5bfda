using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
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
            var said = JsonNode.Parse((await registries.GetBlobAsync(reader.Image.Repository, image.Config, cancellation)).Span);
            var platform = Platform.Of(said.Text("os") ?? "", said.Text("architecture") ?? "", said.Text("variant"), said.Text("os.version"));
            return platform.IsUnknown ? null : platform;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw reader.Invalid($"has a configuration ({image.Config.Digest}) that is no JSON", exception);
        }
    }
}
