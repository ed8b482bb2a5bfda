using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Matrix;

/// <summary>Finds the index above a digest that is pinned to one platform's image.</summary>
/// <param name="registries">Lists tags.</param>
/// <param name="lookup">Looks at them.</param>
internal sealed class ParentIndex(IRegistries registries, ImageLookup lookup)
{
    // A registry may hold thousands of tags; the index is most often among the few that a repository of this kind has.
    private const int MostTags = 50;

    /// <summary>The index and the tag it was found by; null where the image is none of one platform, where no index is found, or where the index lacks what the image lacks.</summary>
    public async Task<(ImageReference Index, string Name)?> FindAsync(Row row, CancellationToken cancellation)
    {
        if (row.Image is not { Digest: { } pinned } image || row.Sighting.Inspection is not { IsIndex: false })
        {
            return null;
        }

        return (image.Tag is { } tag ? await AmongAsync(row, pinned, [tag], cancellation) : null) ?? await AmongAsync(row, pinned, await TagsAsync(image.Repository, cancellation), cancellation);
    }

    private async Task<(ImageReference, string)?> AmongAsync(Row row, Digest pinned, IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        var seen = await lookup.LookAsync(tags.Select(tag => new ImageReference(row.Image.Repository, tag, null)).Distinct(), () => { }, cancellation);
        var parents = from tag in tags
                      let sighting = seen[new ImageReference(row.Image.Repository, tag, null)]
                      where sighting.Inspection is { IsIndex: true } index && index.Offers.Any(offer => offer.Digest == pinned) && !sighting.Lacks(row.Needed).Any()
                      select ((ImageReference, string)?)(row.Image.At(sighting.Inspection!.Digest), sighting.Image.ToString());
        return parents.FirstOrDefault();
    }

    private async Task<IReadOnlyList<string>> TagsAsync(ImageRepository repository, CancellationToken cancellation)
    {
        try
        {
            return await registries.ListTagsAsync(repository, MostTags, cancellation);
        }
        catch (MeshException)
        {
            // Many registries let images be pulled and not be listed; the finding then stays one of a missing platform.
            return [];
        }
    }
}
