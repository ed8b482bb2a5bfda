using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Images to check and to mirror.</summary>
public sealed record ImagesOptions
{
    /// <summary>Image references.</summary>
    [Form(Forms.Image, Forms.ImageWords)]
    public IReadOnlyList<string> Check { get; init; } = [];

    /// <summary>Platforms such as linux/arm64, used only where no cluster is asked.</summary>
    [Form(Forms.Platform, Forms.PlatformWords)]
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Where Mesh.MirrorImages copies images to; null where nothing is mirrored.</summary>
    public MirrorOptions? Mirror { get; init; }
}
