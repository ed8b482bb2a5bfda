using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>Which images are copied, from where and to where. Asks no registry.</summary>
/// <param name="needed">Knows what the delivery needs; asked only where mesh.yaml lists no images to copy.</param>
/// <param name="journal">Where it is told what cannot be copied.</param>
internal sealed class MirrorRoutes(INeededImages needed, RunJournal journal)
{
    private static readonly string[] OfIstio = ["pilot", "proxyv2", "install-cni", "ztunnel"];

    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when there is nothing to copy; <see cref="ExitCode.Configuration"/> when two images would get the same name;
    /// <see cref="ExitCode.MalformedInput"/> for a name that is none.</exception>
    public async Task<IReadOnlyList<MirrorRoute>> FindAsync(MeshOptions options, MirrorOptions mirror, TimeSpan timeout, CancellationToken cancellation)
    {
        var place = new MirrorPlace(mirror.To);
        var hubs = HubsOf(options, place);
        var images = await ImagesAsync(options, mirror, timeout, cancellation);
        var routes = images.Where(image => !place.Holds(image, out _)).Select(image => new MirrorRoute([image], place.NameOf(image))).ToList();
        var unknown = new List<ImageReference>();
        foreach (var image in images)
        {
            if (!place.Holds(image, out var path) || routes.Exists(route => Same(route.Destination, image)))
            {
                continue;
            }

            if (path.Split('/')[^1] is var name && OfIstio.Contains(name))
            {
                routes.Add(new MirrorRoute([.. hubs.Select(hub => image with { Repository = hub with { Path = hub.Path + name } })], image));
            }
            else
            {
                unknown.Add(image);
            }
        }

        if (unknown.Count > 0)
        {
            journal.Note($"not copied, for nothing says where they come from: {string.Join(", ", unknown)}; name their sources in images.mirror.images");
        }

        return routes.Count > 0
            ? [.. routes.GroupBy(route => route.Destination.ToString()).Select(One)]
            : throw new MeshException(ExitCode.NoInput, $"there is no image to copy to {mirror.To}", "Name the images to copy in images.mirror.images");
    }

    private async Task<IReadOnlyList<ImageReference>> ImagesAsync(MeshOptions options, MirrorOptions mirror, TimeSpan timeout, CancellationToken cancellation) => mirror.Images.Count > 0
        ? [.. mirror.Images.Select(text => ImageNames.Image(text, "images.mirror.images")).Distinct()]
        : [.. options.Images.Check.Select(text => ImageNames.Image(text, "images.check")).Concat(await needed.GetAsync(options, timeout, cancellation)).Distinct()];

    // With a slash at the end. A hub that is the mirror itself is no source.
    private static List<ImageRepository> HubsOf(MeshOptions options, MirrorPlace place)
    {
        var hubs = (options.Istio ?? new IstioOptions()).Hubs.Select(hub => ImageNames.Image($"{hub}/{OfIstio[0]}", "istio.hubs")).Where(image => !place.Holds(image, out _))
            .Select(image => image.Repository with { Path = image.Repository.Path[..^OfIstio[0].Length] }).ToList();
        return hubs.Count > 0 ? hubs : [new ImageRepository("docker.io", "istio/")];
    }

    // The copy of an image that is pinned beside its tag is named by the tag.
    private static bool Same(ImageReference destination, ImageReference image) =>
        destination.Repository == image.Repository && (destination.Tag is null ? destination.Digest == image.Digest : destination.Tag == image.Tag);

    private static MirrorRoute One(IGrouping<string, MirrorRoute> routes)
    {
        var sources = routes.SelectMany(route => route.Sources).Select(source => source.Repository).Distinct().Count();
        var one = routes.FirstOrDefault(route => route.Sources[0].Digest is not null) ?? routes.First();
        return sources == one.Sources.Count ? one : throw new MeshException(
            ExitCode.Configuration,
            $"{string.Join(" and ", routes.Select(route => route.Sources[0]))} would both be copied to {routes.Key}",
            "Leave all but one of them out, for the name of a copy does not say the registry it came from");
    }
}
