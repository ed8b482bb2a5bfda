using Mesh.Core.Model;

namespace Mesh.Sandbox.Registry;

/// <summary>A manifest as it was pushed.</summary>
/// <param name="MediaType">What its sender called it.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Digest">The digest of these.</param>
internal sealed record StoredManifest(string MediaType, byte[] Body, Digest Digest);
