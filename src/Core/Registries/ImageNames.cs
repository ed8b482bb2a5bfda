using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Registries;

/// <summary>Reads names that have to be right.</summary>
public static class ImageNames
{
    /// <summary>Reads an image reference.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands, for the message: <c>images.check</c>, <c>deployment/web in beta, container web</c>.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is none.</exception>
    public static ImageReference Image(string? text, string place) => ImageReference.TryParse(text, out var image, out var why)
        ? image
        : throw new MeshException(ExitCode.MalformedInput, $"{place}: '{text}' is no image reference: {why}", "Write it as docker.io/istio/pilot:1.29.0, or with @sha256:… behind it");

    /// <summary>Reads a platform.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands, for the message.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is none.</exception>
    public static Platform Platform(string? text, string place) => Model.Platform.TryParse(text, out var platform)
        ? platform
        : throw new MeshException(ExitCode.MalformedInput, $"{place}: '{text}' is no platform", "Write it as linux/arm64 or linux/arm/v7");
}
