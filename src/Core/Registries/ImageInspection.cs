using Mesh.Core.Model;

namespace Mesh.Core.Registries;

/// <summary>What a registry offers under an image's name.</summary>
/// <param name="Image">The image that was asked for.</param>
/// <param name="Digest">The digest of what its name stands for.</param>
/// <param name="IsIndex">True for an index or a manifest list; false for an image of one platform.</param>
/// <param name="Offers">The images in it, those of nested indexes too; attestations and other artifacts are left out.</param>
public sealed record ImageInspection(ImageReference Image, Digest Digest, bool IsIndex, IReadOnlyList<ImageOffer> Offers);
