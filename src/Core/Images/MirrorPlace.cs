using System.Diagnostics.CodeAnalysis;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>The registry and path that images are copied to: <c>images.mirror.to</c>.</summary>
internal sealed class MirrorPlace
{
    private const string Probe = "a/b";

    private readonly string to;
    private readonly string registry;
    private readonly string prefix;

    public MirrorPlace(string to)
    {
        this.to = to;
        (registry, var path) = ImageNames.Image($"{to}/{Probe}", "images.mirror.to").Repository;
        prefix = path[..^Probe.Length];
    }

    /// <summary>The name that a copy has: the source's path behind this place, with its tag; pinned by digest only where it has no tag.</summary>
    public ImageReference NameOf(ImageReference source) =>
        ImageNames.Image($"{to}/{source.Repository.Path}{(source.Tag is { } tag ? $":{tag}" : $"@{source.Digest}")}", $"images.mirror.to with {source}");

    /// <summary>True for an image that lies here by name.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">Its path behind this place.</param>
    public bool Holds(ImageReference image, [NotNullWhen(true)] out string? path)
    {
        var here = image.Repository.Registry == registry && image.Repository.Path.StartsWith(prefix, StringComparison.Ordinal);
        path = here ? image.Repository.Path[prefix.Length..] : null;
        return here;
    }
}
