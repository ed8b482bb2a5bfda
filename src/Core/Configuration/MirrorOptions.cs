using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Where images are copied to.</summary>
public sealed record MirrorOptions
{
    /// <summary>The registry and path to copy to, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror; the repository's path follows it.</summary>
    [Form(Forms.Image, "a registry and path such as localhost:5000/mirror, without spaces and without a slash at its ends")]
    public required string To { get; init; }

    /// <summary>The images to copy; empty for all that the delivery needs and that are not there by name already.</summary>
    [Form(Forms.Image, Forms.ImageWords)]
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The platforms to copy; empty for all. A part of an index has another digest than the whole.</summary>
    [Form(Forms.Platform, Forms.PlatformWords)]
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>True to make repositories that ECR does not have yet.</summary>
    public bool CreateRepositories { get; init; }
}
