using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>Brings blobs to repositories: a few at a time over all images, each once per repository, and moved once per registry where that registry mounts.</summary>
/// <param name="registries">The registries.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a blob may stand still.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody takes holds nothing to dispose.")]
internal sealed class BlobMover(IRegistries registries, TimeProvider time, TimeSpan patience)
{
    /// <summary>How many are moved at a time. One connection does not fill a line over the ocean; more than a few win nothing and look like an attack.</summary>
    public const int AtOnce = 6;

    private readonly SemaphoreSlim slots = new(AtOnce, AtOnce);
    private readonly KeyedLocks<(ImageRepository, Digest)> perRepository = new();
    private readonly KeyedLocks<(string Registry, Digest)> perRegistry = new();
    private readonly ConcurrentDictionary<(ImageRepository, Digest), bool> there = new();
    private readonly ConcurrentDictionary<(string Registry, Digest), ImageRepository> holders = new();
    private readonly ConcurrentDictionary<string, bool> mountless = new();

    /// <summary>A repository of a destination has a blob, and others of the same registry may be given it from there.</summary>
    public void Know(ImageRepository repository, Digest blob)
    {
        there[(repository, blob)] = true;
        holders.TryAdd((repository.Registry, blob), repository);
    }

    public async Task<BlobFate> MoveAsync(ImageRepository source, ImageRepository destination, Descriptor blob, IProgress<long> progress, CancellationToken cancellation)
    {
        using var own = await perRepository.EnterAsync((destination, blob.Digest), cancellation);
        if (there.ContainsKey((destination, blob.Digest)))
        {
            return BlobFate.There;
        }

        // One repository after the other, so that all but the first can be given the blob without moving it. Whoever waits here takes none of the slots.
        using var shared = mountless.ContainsKey(destination.Registry) ? null : await perRegistry.EnterAsync((destination.Registry, blob.Digest), cancellation);
        if (mountless.ContainsKey(destination.Registry))
        {
            shared?.Dispose();
        }

        await slots.WaitAsync(cancellation);
        try
        {
            var fate = await MountAsync(source, destination, blob, cancellation) ? BlobFate.Mounted : BlobFate.Moved;
            if (fate == BlobFate.Moved)
            {
                await UploadAsync(source, destination, blob, progress, cancellation);
            }

            Know(destination, blob.Digest);
            return fate;
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<bool> MountAsync(ImageRepository source, ImageRepository destination, Descriptor blob, CancellationToken cancellation)
    {
        var from = source.Registry == destination.Registry ? source : holders.GetValueOrDefault((destination.Registry, blob.Digest));
        if (from is null || from == destination || mountless.ContainsKey(destination.Registry))
        {
            return false;
        }

        try
        {
            var mounted = await registries.MountBlobAsync(destination, blob, from, cancellation);
            if (!mounted)
            {
                mountless[destination.Registry] = true;
            }

            return mounted;
        }
        catch (MeshException exception) when (exception.InnerException is RegistryException { Fault: RegistryFault.Refused or RegistryFault.PushRefused or RegistryFault.BlobMissing or RegistryFault.RepositoryMissing })
        {
            // It needs a right on the other repository too, which an upload does not.
            return false;
        }
    }

    private async Task UploadAsync(ImageRepository source, ImageRepository destination, Descriptor blob, IProgress<long> progress, CancellationToken cancellation)
    {
        using var still = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, still.Token);
        var moving = new Told(sent =>
        {
            still.CancelAfter(patience);
            progress.Report(sent);
        });
        try
        {
            await registries.UploadBlobAsync(destination, blob, token => registries.OpenBlobAsync(source, blob, token), moving, either.Token);
        }
        catch (OperationCanceledException) when (still.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new MeshException(
                ExitCode.TimeLimit, $"blob {blob.Digest.Short} of {source} has stood still for {TimeLimit.Format(patience)} on its way to {destination}", "Try again: what has arrived is not moved twice; or raise --timeout");
        }
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
