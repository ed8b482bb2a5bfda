using Mesh.Core.Model;

namespace Mesh.Core.Registries.Manifests;

/// <summary>An index of images, or a Docker manifest list.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Children">What it lists; among them may be other indexes.</param>
public sealed record ImageIndex(string MediaType, ReadOnlyMemory<byte> Body, Digest Digest, IReadOnlyList<Descriptor> Children) : Manifest(MediaType, Body, Digest);
