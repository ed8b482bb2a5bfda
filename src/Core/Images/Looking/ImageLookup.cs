using System.Collections.Concurrent;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Looking;

/// <summary>
/// Looks at images side by side. A registry that gave no answer to the first few is asked no further: a thousand images of a dead one cost its patience once and not a thousand times.
/// </summary>
/// <param name="inspector">Asks each manifest once.</param>
internal sealed class ImageLookup(ImageInspector inspector)
{
    // The client bounds its requests per registry by itself; this only bounds what is under way in memory.
    private const int AtOnce = 64;
    private const int Scouts = 3;
    private const int OutagesInARow = 16;

    private readonly ConcurrentDictionary<string, Standing> registries = new();

    /// <summary>Looks at all of them, every registry at the same time.</summary>
    /// <param name="images">The images, each once.</param>
    /// <param name="progress">Told of each that is done; from any thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyDictionary<ImageReference, Sighting>> LookAsync(IEnumerable<ImageReference> images, Action progress, CancellationToken cancellation)
    {
        var sightings = new ConcurrentDictionary<ImageReference, Sighting>();
        await Task.WhenAll(images.GroupBy(image => image.Repository.Registry).Select(async registry =>
        {
            ImageReference[] all = [.. registry];
            await Task.WhenAll(all.Take(Scouts).Select(Look));
            await Parallel.ForEachAsync(all.Skip(Scouts), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (image, _) => await Look(image));
        }));
        return sightings;

        async Task Look(ImageReference image)
        {
            sightings[image] = await LookAsync(image, cancellation);
            progress();
        }
    }

    /// <summary>Looks at one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Sighting> LookAsync(ImageReference image, CancellationToken cancellation)
    {
        var standing = registries.GetOrAdd(image.Repository.Registry, _ => new Standing());
        if (standing.GivenUp is { } outage)
        {
            return new Sighting(image, null, outage);
        }

        try
        {
            var inspection = await inspector.InspectAsync(image, cancellation);
            standing.Answered();
            return new Sighting(image, inspection, null);
        }
        catch (MeshException exception)
        {
            var sighting = new Sighting(image, null, exception);
            if (sighting.IsOutage)
            {
                standing.Failed(exception);
            }
            else
            {
                standing.Answered();
            }

            return sighting;
        }
    }

    /// <summary>How a registry has behaved so far.</summary>
    private sealed class Standing
    {
        private readonly Lock gate = new();
        private bool answered;
        private int outages;

        public MeshException? GivenUp { get; private set; }

        public void Answered()
        {
            lock (gate)
            {
                (answered, outages) = (true, 0);
            }
        }

        public void Failed(MeshException outage)
        {
            lock (gate)
            {
                if (++outages >= (answered ? OutagesInARow : Scouts))
                {
                    GivenUp ??= outage;
                }
            }
        }
    }
}
