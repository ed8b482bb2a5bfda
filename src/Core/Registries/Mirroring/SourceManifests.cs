using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The manifests beneath one image's name: each is asked for once, and there is an end to how many.</summary>
internal sealed class SourceManifests(IRegistries registries, ImageReference image)
{
    /// <summary>How many indexes may stand one beneath the other.</summary>
    public const int Deepest = 4;

    // Far above what real indexes have (a dozen platforms and as many attestations), far below what a hostile one could make this hold in memory.
    private const int Most = 1000;
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Dictionary<Digest, Manifest> known = [];
    private long bytes;

    public ImageReference Image => image;

    public async Task<Manifest> GetRootAsync(CancellationToken cancellation) => Add(await registries.GetManifestAsync(image, cancellation));

    public async Task<Manifest> GetAsync(Digest digest, CancellationToken cancellation) =>
        known.TryGetValue(digest, out var manifest) ? manifest : Add(await registries.GetManifestAsync(image.At(digest), cancellation));

    /// <summary>Holds a manifest, so that it is not asked for; also one that is made here and that no registry has.</summary>
    public T Add<T>(T manifest) where T : Manifest
    {
        known[manifest.Digest] = manifest;
        bytes += manifest.Body.Length;
        return known.Count <= Most && bytes <= MostBytes ? manifest : throw Invalid($"has more than {Most} manifests, or more than {MostBytes / 1024 / 1024} MB of them");
    }

    /// <summary>The way to an index that stands beneath others.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it lists itself, or is too deep.</exception>
    public IReadOnlyList<Digest> Descend(IReadOnlyList<Digest> path, Digest index) =>
        path.Contains(index) ? throw Invalid($"has an index that lists itself: {index}")
        : path.Count >= Deepest ? throw Invalid($"has more than {Deepest} indexes one beneath the other")
        : [.. path, index];

    /// <param name="what">What is wrong with the image, after its name.</param>
    /// <param name="cause">What was thrown beneath, if anything.</param>
    public MeshException Invalid(string what, Exception? cause = null) =>
        new RegistryException(RegistryFault.Invalid, what, cause).With($"{image} {what}", "Push the image anew with a tool that keeps to the OCI specification");
}
