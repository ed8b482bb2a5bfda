using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>The images that the configured releases and Istio will run, each once: what <see cref="ImageCheck"/> looks at, without what only images.check names.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
public sealed class NeededImages(Toolbox tools, RunJournal journal) : INeededImages
{
    /// <summary>All of them, by name; none where neither releases nor istio.version are configured, and then no cluster is asked.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">As for <see cref="ImageCheck.RunAsync"/> before it looks at images, and when it is not known which images are needed.</exception>
    public async Task<IReadOnlyList<ImageReference>> GetAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation)
    {
        var delivered = options with { Images = options.Images with { Check = [] } };
        if (!ImageNeeds.IsConfigured(delivered))
        {
            return [];
        }

        var lookup = new ImageLookup(new ImageInspector(tools.RegistriesOf(options)));
        var gathered = await new ImageNeeds(tools, lookup, journal).GatherAsync(delivered, timeout, cancellation);
        foreach (var finding in gathered.Findings)
        {
            journal.Find(finding);
        }

        return gathered.Unseen is { } unseen ? throw unseen : [.. gathered.Needs.Select(need => need.Image).Distinct().OrderBy(image => image.ToString(), StringComparer.Ordinal)];
    }
}
