using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>
/// Copies images between registries by digest: blobs are streamed from one to the other, those that are there are left alone, manifests follow, and the tag comes last and once.
/// What is broken off leaves whole blobs and no tag; the next attempt moves what is missing.
/// </summary>
/// <remarks>Thread-safe: one mirror for all images of a run, so that what they share is moved once.</remarks>
/// <param name="registries">The registries.</param>
/// <param name="journal">Where progress goes.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a blob may stand still.</param>
public sealed class ImageMirror(IRegistries registries, RunJournal journal, TimeProvider time, TimeSpan patience)
{
    // Real layers end far below it; a manifest can claim anything.
    private const long LargestBlob = 1L << 45;

    private readonly BlobMover mover = new(registries, time, patience);

    /// <summary>Finds out what a copy takes. Reads only.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="destination">Where to. By its tag; without one by its digest, which the copy must then have.</param>
    /// <param name="platforms">
    /// Machines that are to run it; empty for everything the source has. A part of an index is an index of its own with every child that one of these machines could run and with the attestations
    /// of these children; other artifacts are left out, and the digest differs.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">
    /// <see cref="ExitCode.Refused"/> when the destination's tag is another image: tags are never overwritten; <see cref="ExitCode.NoInput"/> when the source, or a platform of it, is not there;
    /// <see cref="ExitCode.Configuration"/> when the destination's digest is not the one the copy has; <see cref="ExitCode.MalformedInput"/> for an index that lists itself, is nested more than
    /// four deep or has more than 1000 manifests; else as for <see cref="IRegistries"/>.
    /// </exception>
    public async Task<MirrorPlan> PlanAsync(ImageReference source, ImageReference destination, IReadOnlyList<Platform> platforms, CancellationToken cancellation)
    {
        var reader = new SourceManifests(registries, source);
        var whole = await reader.GetRootAsync(cancellation);
        var root = platforms.Count == 0 ? whole : await new PlatformSubset(registries, reader, platforms).OfAsync(whole, cancellation);
        RequirePin(source, destination, root.Digest);

        var hasRepository = await registries.HasRepositoryAsync(destination.Repository, cancellation);
        var present = hasRepository ? await registries.FindManifestAsync(MirrorTarget.Of(destination, root.Digest), cancellation) : null;
        MirrorTarget.RefuseOther(source, destination, present, root.Digest, whole.Digest);
        var plan = new MirrorPlan { Source = source, Destination = destination, SourceDigest = whole.Digest, Digest = root.Digest, Present = present?.Digest, HasRepository = hasRepository };
        if (plan.IsThere)
        {
            return plan with { Platforms = PlatformsOf([root]) };
        }

        var manifests = await PushOrder.OfAsync(reader, root, cancellation);
        var alone = root is ImageManifest image && await ImagePlatform.OfAsync(registries, reader, image, cancellation) is { } platform ? [platform] : Array.Empty<Platform>();
        return plan with { Manifests = manifests, Platforms = [.. alone, .. PlatformsOf(manifests)], Blobs = await LookAsync(plan, BlobsOf(reader, manifests), cancellation) };
    }

    /// <summary>Makes a copy. Nothing happens when it is there.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="cancellation">Stops it: no tag is put then.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when the destination's tag has become another image in the meantime; <see cref="ExitCode.TimeLimit"/> when a blob stands still;
    /// <see cref="ExitCode.InputOutput"/> when the destination does not give back what was put; else as for <see cref="IRegistries"/>.</exception>
    public async Task<MirrorResult> ExecuteAsync(MirrorPlan plan, CancellationToken cancellation)
    {
        if (plan.IsThere)
        {
            return new MirrorResult(0, 0, plan.BytesThere);
        }

        var progress = new MirrorProgress(journal, plan);
        try
        {
            var result = await MoveAsync(plan, progress, cancellation);
            await PutAsync(plan, cancellation);
            progress.Finish($"{ByteCount.Words(result.Moved)} moved, {ByteCount.Words(result.Mounted)} mounted, {ByteCount.Words(result.There)} there already");
            return result;
        }
        catch
        {
            progress.Break();
            throw;
        }
    }

    private async Task<MirrorResult> MoveAsync(MirrorPlan plan, MirrorProgress progress, CancellationToken cancellation)
    {
        var bytes = new long[Enum.GetValues<BlobFate>().Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = BlobMover.AtOnce, CancellationToken = cancellation };
        // A failure begins no further blob; those under way are brought to their end, so that the next attempt has less to do.
        await Parallel.ForEachAsync(plan.Blobs.Where(blob => !blob.IsThere).Select(blob => blob.Content), options, async (blob, _) =>
        {
            var told = progress.OfBlob();
            var fate = await mover.MoveAsync(plan.Source.Repository, plan.Destination.Repository, blob, told, cancellation);
            told.Report(blob.Size);
            Interlocked.Add(ref bytes[(int)fate], blob.Size);
        });
        return new MirrorResult(bytes[(int)BlobFate.Moved], bytes[(int)BlobFate.Mounted], plan.BytesThere + bytes[(int)BlobFate.There]);
    }

    private async Task PutAsync(MirrorPlan plan, CancellationToken cancellation)
    {
        foreach (var manifest in plan.Manifests.SkipLast(1))
        {
            await registries.PutManifestAsync(plan.Destination.At(manifest.Digest), manifest, cancellation);
        }

        // The blobs may have taken long: somebody else can have put the tag meanwhile.
        var target = MirrorTarget.Of(plan.Destination, plan.Digest);
        var present = await registries.FindManifestAsync(target, cancellation);
        MirrorTarget.RefuseOther(plan.Source, plan.Destination, present, plan.Digest);
        if (present is null)
        {
            await registries.PutManifestAsync(target, plan.Manifests[^1], cancellation);
            present = await registries.FindManifestAsync(target, cancellation);
            MirrorTarget.RefuseOther(plan.Source, plan.Destination, present, plan.Digest);
        }

        if (present is null)
        {
            throw new MeshException(ExitCode.InputOutput, $"{target} was put and is not there when it is read again", "Look at the registry's log and its storage, and try again");
        }
    }

    private async Task<IReadOnlyList<MirrorBlob>> LookAsync(MirrorPlan plan, List<Descriptor> blobs, CancellationToken cancellation)
    {
        var there = new bool[blobs.Count];
        if (plan.HasRepository)
        {
            await Parallel.ForAsync(0, blobs.Count, new ParallelOptions { MaxDegreeOfParallelism = BlobMover.AtOnce, CancellationToken = cancellation }, async (at, token) =>
            {
                if (await registries.HasBlobAsync(plan.Destination.Repository, blobs[at], token))
                {
                    there[at] = true;
                    mover.Know(plan.Destination.Repository, blobs[at].Digest);
                }
            });
        }

        return [.. blobs.Select((blob, at) => new MirrorBlob(blob, there[at]))];
    }

    private static List<Descriptor> BlobsOf(SourceManifests reader, IReadOnlyList<Manifest> manifests)
    {
        var blobs = manifests.OfType<ImageManifest>().SelectMany(image => image.Layers.Prepend(image.Config)).Where(blob => blob.Urls.Count == 0).DistinctBy(blob => blob.Digest).ToList();
        return blobs.Find(blob => blob.Size is < 0 or > LargestBlob) is { } impossible ? throw reader.Invalid($"has a blob of {impossible.Size} bytes: {impossible.Digest}") : blobs;
    }

    private static IReadOnlyList<Platform> PlatformsOf(IEnumerable<Manifest> manifests) =>
        [.. manifests.OfType<ImageIndex>().SelectMany(index => index.Children).Where(child => !child.IsArtifact).Select(child => child.Platform).OfType<Platform>().Where(platform => !platform.IsUnknown).Distinct()];

    private static void RequirePin(ImageReference source, ImageReference destination, Digest digest)
    {
        if (destination.Digest is { } pin && pin != digest)
        {
            throw new MeshException(
                ExitCode.Configuration, $"{destination} cannot be made of {source}: the copy has the digest {digest}", "Copy all platforms, for a part has a digest of its own; or name the copy by a tag");
        }
    }
}
