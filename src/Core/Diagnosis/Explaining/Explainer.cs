using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Finds the causes of what was seen. The same for a live cluster, an archive, a log, and a rollout or a helm that fails.</summary>
/// <remarks>Thread-safe; reads nothing but what it is given.</remarks>
/// <param name="book">The signatures.</param>
public sealed class Explainer(SignatureBook book)
{
    // Pods of one workload that say the same nearly always have the same cause.
    internal const int MostAlike = 25;

    // Of one signature, whoever says it.
    internal const int MostAsked = 200;

    /// <summary>What is known of the messages, best founded first: causes before what follows from them, what a check has confirmed before what nobody could look at.
    /// Each cause of a signature is an explanation of its own, and so are the messages whose causes nobody looked at.</summary>
    /// <param name="symptoms">The messages.</param>
    /// <param name="evidence">What was seen besides.</param>
    public IReadOnlyList<Explanation> Explain(IEnumerable<Symptom> symptoms, EvidenceSet evidence)
    {
        var (inquiry, alike) = (new Inquiry(book, evidence), new AlikeMessages(evidence));
        return
        [
            .. symptoms.Select((symptom, order) => (Symptom: symptom, Order: order)).Where(one => MessageMatches.MayBe(book, one.Symptom))
                .GroupBy(one => alike.KeyOf(one.Symptom)).SelectMany(group => inquiry.Of([.. group]))
                .GroupBy(sighting => (sighting.Signature.Id, sighting.Cause, sighting.IsKnown)).Select(same => (Explanation: Of([.. same]), Order: same.Min(sighting => sighting.Order)))
                .OrderByDescending(found => found.Explanation.Signature.Severity).ThenBy(found => found.Explanation.Signature.Standing)
                .ThenByDescending(found => found.Explanation.Confidence).ThenBy(found => found.Order).Select(found => found.Explanation),
        ];
    }

    private static Explanation Of(IReadOnlyList<Sighting> same)
    {
        var ordered = same.OrderBy(sighting => sighting.Order).ToList();
        var best = ordered.MaxBy(sighting => (sighting.Answers is not null, sighting.Confidence))!;
        return new Explanation(best.Signature, [best.Symptom, .. ordered.Where(sighting => !ReferenceEquals(sighting, best)).Select(sighting => sighting.Symptom)], best.Cause, best.Confidence, best.Answers ?? [])
        {
            NotAsked = same.Count(sighting => sighting.Answers is null),
        };
    }
}
