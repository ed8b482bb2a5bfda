using Mesh.Core.Model;

namespace Mesh.Sandbox.Registry;

/// <summary>What a repository has. Its blobs lie in the registry; here is which of them it may give out.</summary>
internal sealed class RepositoryContents
{
    public HashSet<Digest> Blobs { get; } = [];

    public Dictionary<Digest, StoredManifest> Manifests { get; } = [];

    public SortedDictionary<string, Digest> Tags { get; } = new(StringComparer.Ordinal);
}
