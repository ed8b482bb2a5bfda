using Mesh.Core.Model;

namespace Mesh.Core.Registries.Manifests;

/// <summary>An image for one platform.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Config">Its configuration, which says the platform.</param>
/// <param name="Layers">Its layers.</param>
public sealed record ImageManifest(string MediaType, ReadOnlyMemory<byte> Body, Digest Digest, Descriptor Config, IReadOnlyList<Descriptor> Layers) : Manifest(MediaType, Body, Digest);
