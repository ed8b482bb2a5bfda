using Mesh.Core.Model;

namespace Mesh.Core.Registries.Manifests;

/// <summary>A manifest as its registry has it: its very bytes, and what they say.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Body">Its bytes; the digest is over these.</param>
/// <param name="Digest">Its digest.</param>
public abstract record Manifest(string MediaType, ReadOnlyMemory<byte> Body, Digest Digest);
