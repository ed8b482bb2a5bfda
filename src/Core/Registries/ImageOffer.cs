using Mesh.Core.Model;

namespace Mesh.Core.Registries;

/// <summary>One image of one platform.</summary>
/// <param name="Platform">Its platform.</param>
/// <param name="Digest">The digest of its manifest.</param>
public sealed record ImageOffer(Platform Platform, Digest Digest);
