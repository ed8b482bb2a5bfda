using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Looking;

/// <summary>What was seen of an image in its registry.</summary>
/// <param name="Image">The image.</param>
/// <param name="Inspection">What the registry offers; null where it was not seen.</param>
/// <param name="Error">Why not; null where it was seen.</param>
internal sealed record Sighting(ImageReference Image, ImageInspection? Inspection, MeshException? Error)
{
    /// <summary>What the registry said against it; null where it said nothing, or nobody could be asked.</summary>
    public RegistryFault? Fault { get; } = (Error?.InnerException as RegistryException)?.Fault;

    /// <summary>True when nobody can say whether the image is there: no answer, no right, no credential.</summary>
    public bool IsUnseen => Error is not null && Fault is not (
        RegistryFault.TagMissing or RegistryFault.RepositoryMissing or RegistryFault.BlobMissing or RegistryFault.Invalid or RegistryFault.SchemaOne);

    /// <summary>True when the registry was out of reach for any image.</summary>
    public bool IsOutage => Fault is RegistryFault.Unreachable or RegistryFault.RateLimited;

    /// <summary>Those of some platforms that the image was seen not to have.</summary>
    public IEnumerable<Platform> Lacks(IEnumerable<Platform> platforms) =>
        Inspection is null ? [] : platforms.Where(platform => !Inspection.Offers.Any(offer => offer.Platform.Satisfies(platform)));
}
