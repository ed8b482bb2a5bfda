using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Images.Looking;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Asks registries for which platforms images are built, of those alone whose containers say something that depends on it. A registry that does not answer is said, and stops nothing.</summary>
/// <param name="registries">Opens the door to all registries; not before one is asked.</param>
/// <param name="book">Knows what depends on it.</param>
/// <param name="time">The clock.</param>
internal sealed class ImagePlatforms(Func<IRegistries> registries, SignatureBook book, TimeProvider time)
{
    /// <summary>How long all of them together may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int Most = 20;

    /// <summary>What was seen, with the platforms beside it.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<EvidenceSet> AddAsync(EvidenceSet evidence, CancellationToken cancellation)
    {
        var wanted = Wanted(evidence);
        if (wanted.Count == 0)
        {
            return evidence;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var lookup = new ImageLookup(new ImageInspector(registries()));
        var answers = await Task.WhenAll(wanted.Take(Most).Select(image => AskAsync(lookup, image, both.Token, cancellation)));
        return evidence with
        {
            Platforms = answers.Where(answer => answer.Platforms.Count > 0).ToDictionary(answer => answer.Image, answer => answer.Platforms),
            NotSeen =
            [
                .. evidence.NotSeen, .. answers.Where(answer => answer.Why is not null).Select(answer => $"platforms of {Printable.OneLine(answer.Image)}: {answer.Why}"),
                .. wanted.Count > Most ? [$"platforms of {wanted.Count - Most} more images: {Most} were asked for"] : Array.Empty<string>(),
            ],
        };
    }

    private List<string> Wanted(EvidenceSet evidence)
    {
        var pods = (evidence.Of(ResourceKind.Pod) ?? []).ToLookup(pod => (pod.Namespace(), (string?)pod.Name()));
        return
        [
            .. EvidenceSymptoms.Of(evidence).Where(symptom => symptom.Pod is not null && MessageMatches.MayBe(book, symptom) && MessageMatches.Of(book, symptom).All.Any(match => match.Signature.Causes.Any(cause => cause.Check?.Name == ArchitectureCheck.Called)))
                .Select(symptom => pods[(symptom.Namespace, symptom.Pod)].FirstOrDefault() is { } pod ? ArchitectureCheck.ImageOf(pod, symptom) : null).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<(string Image, IReadOnlyList<Platform> Platforms, string? Why)> AskAsync(ImageLookup lookup, string text, CancellationToken limited, CancellationToken cancellation)
    {
        if (!ImageReference.TryParse(text, out var image, out var why))
        {
            return (text, [], why);
        }

        try
        {
            var sighting = await lookup.LookAsync(image, limited);
            IReadOnlyList<Platform> platforms = [.. (sighting.Inspection?.Offers ?? []).Select(offer => offer.Platform).Distinct()];
            return (text, platforms, sighting.Error is { } error ? Printable.OneLine(error.Reason) : platforms.Count == 0 ? "its registry names none" : null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (text, [], $"its registry has not answered within {Patience.TotalSeconds:0} s");
        }
    }
}
