using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Images to check by name.</summary>
public sealed record ImagesOptions
{
    /// <summary>Image references.</summary>
    [Form(Forms.Image, Forms.ImageWords)]
    public IReadOnlyList<string> Check { get; init; } = [];

    /// <summary>Platforms such as linux/arm64, used only where no cluster is asked.</summary>
    [Form(Forms.Platform, Forms.PlatformWords)]
    public IReadOnlyList<string> Platforms { get; init; } = [];
}
