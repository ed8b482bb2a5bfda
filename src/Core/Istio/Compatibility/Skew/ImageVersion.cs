using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Skew;

/// <summary>The version that a container's image says by its tag.</summary>
internal static class ImageVersion
{
    private const string VersionLabel = "app.kubernetes.io/version";

    /// <summary>The tag, where it begins with a version; null otherwise.</summary>
    /// <param name="image">The image as the pod names it.</param>
    public static string? Of(string? image) => ImageReference.TryParse(image, out var reference, out _) && MinorVersion.Of(reference.Tag) is not null ? reference.Tag : null;

    /// <summary>The same, or what the label says where the image is pinned or has a tag of its own kind.</summary>
    /// <param name="image">The image.</param>
    /// <param name="workload">The object whose labels may say it.</param>
    public static string? Of(string? image, JsonObject workload) =>
        Of(image) ?? (workload.Labels().GetValueOrDefault(VersionLabel) is { } label && MinorVersion.Of(label) is not null ? label : null);
}
