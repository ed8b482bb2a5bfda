using Mesh.Core.Model;

namespace Mesh.Core.Registries.Manifests;

/// <summary>How a manifest names another content. Source: OCI image specification, descriptor.md.</summary>
/// <param name="MediaType">What the content is.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    /// <summary>In an index: the platform of a child; null where nothing is said.</summary>
    public Platform? Platform { get; init; }

    /// <summary>True for a child that is no image to run: an attestation, a signature or another artifact.</summary>
    public bool IsArtifact { get; init; }

    /// <summary>Addresses from which a foreign layer is fetched instead; such a layer is never pushed. Empty for all others.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];
}
