using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Http;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries;

/// <summary>Finds out for which platforms images are there. Each manifest is asked for once in the life of an inspector, however many ask at the same time.</summary>
/// <param name="registries">Where to ask.</param>
public sealed class ImageInspector(IRegistries registries)
{
    private const int Deepest = 4;

    private readonly SingleFlight<(ImageRepository, string), ImageInspection> inspections = new(keep: true);
    private readonly SingleFlight<(ImageRepository, string), Manifest> manifests = new(keep: true);
    private readonly SingleFlight<(ImageRepository, Digest), Platform> platforms = new(keep: true);

    /// <summary>What a registry offers under an image's name: through nested indexes, and for a single image by its configuration.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="IRegistries"/>; an index that lists itself, is nested more than four deep or has more than 200 children to ask for is <see cref="RegistryFault.Invalid"/>.</exception>
    public async Task<ImageInspection> InspectAsync(ImageReference image, CancellationToken cancellation)
    {
        var inspection = await inspections.GetAsync((image.Repository, image.Wanted), stop => LookAsync(image, stop), cancellation);
        // Asked for as tag@digest and as @digest alone, it is the same one.
        return inspection.Image == image ? inspection : inspection with { Image = image };
    }

    private async Task<ImageInspection> LookAsync(ImageReference image, CancellationToken cancellation)
    {
        var walk = new Walk(image);
        var manifest = await ManifestAsync(image, cancellation);
        return new ImageInspection(image, manifest.Digest, manifest is ImageIndex, await OffersAsync(manifest, walk, [], cancellation));
    }

    private async Task<IReadOnlyList<ImageOffer>> OffersAsync(Manifest manifest, Walk walk, IReadOnlyList<Digest> above, CancellationToken cancellation)
    {
        if (manifest is ImageManifest single)
        {
            return await PlatformAsync(walk.Image, single, cancellation) is { IsUnknown: false } platform ? [new ImageOffer(platform, single.Digest)] : [];
        }

        if (above.Contains(manifest.Digest))
        {
            throw walk.Invalid($"its index {manifest.Digest} lists itself");
        }

        if (above.Count == Deepest)
        {
            throw walk.Invalid($"its indexes are nested more than {Deepest} deep");
        }

        var children = ((ImageIndex)manifest).Children.Where(child => !child.IsArtifact).ToList();
        if (children.FirstOrDefault(child => child.Digest == manifest.Digest || above.Contains(child.Digest)) is { } loop)
        {
            throw walk.Invalid($"its index {loop.Digest} lists itself");
        }

        return [.. (await Task.WhenAll(children.Select(child => ChildAsync(child, walk, [.. above, manifest.Digest], cancellation)))).SelectMany(offers => offers).Distinct()];
    }

    private async Task<IReadOnlyList<ImageOffer>> ChildAsync(Descriptor child, Walk walk, IReadOnlyList<Digest> above, CancellationToken cancellation)
    {
        if (child.Platform is { } platform && !ManifestReader.IsIndex(child.MediaType))
        {
            return [new ImageOffer(platform, child.Digest)];
        }

        walk.Ask();
        return await OffersAsync(await ManifestAsync(walk.Image.At(child.Digest), cancellation), walk, above, cancellation);
    }

    private Task<Manifest> ManifestAsync(ImageReference image, CancellationToken cancellation) =>
        manifests.GetAsync((image.Repository, image.Wanted), stop => registries.GetManifestAsync(image, stop), cancellation);

    private Task<Platform> PlatformAsync(ImageReference image, ImageManifest single, CancellationToken cancellation) => platforms.GetAsync(
        (image.Repository, single.Config.Digest),
        async stop =>
        {
            try
            {
                var body = await registries.GetBlobAsync(image.Repository, single.Config, stop);
                // What is no image, such as a chart, has a configuration that says no platform.
                return RegistryAnswer.TryReadObject(body) is { } config ? Descriptors.PlatformOf(config) : new Platform("", "");
            }
            catch (RegistryException exception)
            {
                throw Invalid(image, $"in its configuration {single.Config.Digest}, {exception.Message}");
            }
        },
        cancellation);

    private static MeshException Invalid(ImageReference image, string why) =>
        new RegistryException(RegistryFault.Invalid, why).With($"{image} cannot be used: {why}", "Push the image anew with a tool of today");

    /// <summary>One image's way through its indexes.</summary>
    private sealed class Walk(ImageReference image)
    {
        private const int MostAsked = 200;

        private int asked;

        public ImageReference Image => image;

        public void Ask()
        {
            if (Interlocked.Increment(ref asked) > MostAsked)
            {
                throw Invalid($"its indexes have more than {MostAsked} children to ask for");
            }
        }

        public MeshException Invalid(string why) => ImageInspector.Invalid(image, why);
    }
}
