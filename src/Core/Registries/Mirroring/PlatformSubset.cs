using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The part of an image that some platforms need: every child that a machine of one of them could run, and the attestations of these children. Only what decides is read.</summary>
internal sealed class PlatformSubset(IRegistries registries, SourceManifests reader, IReadOnlyList<Platform> wanted)
{
    private readonly HashSet<Platform> offered = [];

    /// <summary>The part; the image itself where all of it is wanted.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when a platform is not there.</exception>
    public async Task<Manifest> OfAsync(Manifest root, CancellationToken cancellation)
    {
        Manifest? part = root switch
        {
            ImageIndex index => await PartAsync(index, [], cancellation),
            ImageManifest image => Wants(await ImagePlatform.OfAsync(registries, reader, image, cancellation)) ? image : null,
            _ => null,
        };
        var missing = wanted.Where(machine => !offered.Any(platform => platform.Satisfies(machine))).ToList();
        return part is not null && missing.Count == 0 ? part : throw new MeshException(
            ExitCode.NoInput,
            $"{reader.Image} is not there for {string.Join(", ", missing)}; it is there for {(offered.Count == 0 ? "no platform" : string.Join(", ", offered))}",
            "Take these platforms out of images.mirror.platforms, or copy the image from a registry that has them");
    }

    // Null when nothing of it is wanted.
    private async Task<ImageIndex?> PartAsync(ImageIndex index, IReadOnlyList<Digest> path, CancellationToken cancellation)
    {
        var deeper = reader.Descend(path, index.Digest);
        var kept = new Dictionary<Digest, Descriptor>();
        foreach (var child in index.Children.Where(child => !child.IsArtifact))
        {
            var isIndex = child.MediaType is MediaTypes.OciIndex or MediaTypes.DockerList;
            var read = isIndex || child.Platform is null ? await reader.GetAsync(child.Digest, cancellation) : null;
            if (read is ImageIndex nested)
            {
                if (await PartAsync(nested, deeper, cancellation) is { } part)
                {
                    kept[child.Digest] = child with { Digest = part.Digest, Size = part.Body.Length };
                }
            }
            else if (Wants(child.Platform ?? await ImagePlatform.OfAsync(registries, reader, (ImageManifest)read!, cancellation)))
            {
                kept[child.Digest] = child;
            }
        }

        return kept.Count == 0 ? null : reader.Add(IndexPart.Of(index, kept, reader));
    }

    private bool Wants(Platform? platform)
    {
        if (platform is null || platform.IsUnknown)
        {
            return false;
        }

        offered.Add(platform);
        return wanted.Any(platform.Satisfies);
    }
}
