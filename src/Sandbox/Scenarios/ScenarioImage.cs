using Mesh.Core.Model;

namespace Mesh.Sandbox.Scenarios;

/// <summary>An image that is in its registry when the sandbox begins. Its manifests, configurations and layers are made up; their digests are true.</summary>
/// <remarks>Two images with the same last part of their path, the same tag and the same platforms have the same digests, as copies of each other have.</remarks>
public sealed record ScenarioImage
{
    /// <summary>The image, by its tag: <c>docker.io/istio/pilot:1.29.0</c>.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The platforms it is there for, one at least. Default linux/amd64 and linux/arm64.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [Platform.Of("linux", "amd64"), Platform.Of("linux", "arm64")];

    /// <summary>True for an index even of one platform. An image of several platforms is an index in any case.</summary>
    public bool Index { get; init; }

    /// <summary>How many layers each platform has. Default 1.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>The size of the file in each layer, in bytes. Default 64.</summary>
    public int Size { get; init; } = 64;
}
