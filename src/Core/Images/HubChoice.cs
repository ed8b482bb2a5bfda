using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Journal;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>Chooses where Istio's images come from: what <c>istio.hub: auto</c> means.</summary>
public sealed class HubChoice
{
    /// <summary>What istio.hub says where the hub is to be chosen.</summary>
    public const string Auto = "auto";

    private readonly ImageLookup lookup;
    private readonly RunJournal journal;

    /// <param name="inspector">Looks into registries.</param>
    /// <param name="journal">Told which hub it is, and why the others are not.</param>
    public HubChoice(ImageInspector inspector, RunJournal journal)
        : this(new ImageLookup(inspector), journal)
    {
    }

    internal HubChoice(ImageLookup lookup, RunJournal journal) => (this.lookup, this.journal) = (lookup, journal);

    /// <summary>The first hub that has every image for every platform it is needed for. Hubs behind it are not asked; one that cannot be asked is passed over.</summary>
    /// <param name="hubs">The hubs, in the order of preference: registry and path.</param>
    /// <param name="images">What it has to have.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when there are no hubs; <see cref="ExitCode.MalformedInput"/> for one that is none.</exception>
    public async Task<HubVerdict> ChooseAsync(IReadOnlyList<string> hubs, IReadOnlyList<HubImage> images, CancellationToken cancellation)
    {
        if (hubs.Count == 0)
        {
            throw new MeshException(ExitCode.Configuration, "istio.hub is auto and istio.hubs is empty", "List the hubs to choose from under istio.hubs, or name one in istio.hub");
        }

        var passedOver = new List<string>();
        MeshException? unseen = null;
        foreach (var hub in hubs.Distinct(StringComparer.Ordinal))
        {
            var sightings = await Task.WhenAll(images.Select(image => lookup.LookAsync(ImageNames.Image($"{hub}/{image.Name}:{image.Tag}", "istio.hubs"), cancellation)));
            var faults = images.Zip(sightings, Fault).OfType<string>().ToList();
            if (faults.Count == 0)
            {
                return Tell(new HubVerdict(hub, passedOver, unseen));
            }

            passedOver.Add($"{hub}: {string.Join(", ", faults)}");
            unseen ??= sightings.FirstOrDefault(sighting => sighting.IsUnseen)?.Error;
        }

        return Tell(new HubVerdict(null, passedOver, unseen));
    }

    private HubVerdict Tell(HubVerdict verdict)
    {
        journal.Note(string.Join('\n', verdict.PassedOver.Select(why => $"passed over {why}").Prepend($"istio.hub auto: {verdict.Hub ?? "none of istio.hubs has everything"}")));
        return verdict;
    }

    private static string? Fault(HubImage image, Sighting sighting) => sighting switch
    {
        { IsUnseen: true, Error: { } error } => $"{image.Name}:{image.Tag} could not be asked about ({error.Reason})",
        { Fault: RegistryFault.TagMissing or RegistryFault.RepositoryMissing } => $"{image.Name}:{image.Tag} is not there",
        { Error: { } error } => $"{image.Name}:{image.Tag} cannot be used ({error.Reason})",
        _ when sighting.Lacks(image.Platforms).ToList() is { Count: > 0 } lacking => $"{image.Name}:{image.Tag} is not there for {string.Join(", ", lacking)}",
        _ => null,
    };
}
