using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Where the mesh's certificates live.</summary>
public sealed record CertificatesOptions
{
    /// <summary>The folder of the root CA; a leading ~/ is the home folder.</summary>
    [HomePath]
    public string? Root { get; init; }

    /// <summary>The clusters that get an intermediate each.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];
}
