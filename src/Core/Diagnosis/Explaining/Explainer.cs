using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Finds the causes of what was seen. The same for a live cluster, an archive and a log.</summary>
/// <remarks>Thread-safe; reads nothing but what it is given.</remarks>
/// <param name="book">The signatures.</param>
public sealed class Explainer(SignatureBook book)
{
    // A thousand pods that say the same have the same cause, and each check may look at every object.
    private const int MostAsked = 25;

    /// <summary>What is known of the messages, best founded first: causes before what follows from them, what a check has confirmed before what nobody could look at.</summary>
    /// <param name="symptoms">The messages.</param>
    /// <param name="evidence">What was seen besides.</param>
    public IReadOnlyList<Explanation> Explain(IEnumerable<Symptom> symptoms, EvidenceSet evidence)
    {
        var seen = new Dictionary<string, List<Sighting>>();
        var order = 0;
        foreach (var symptom in symptoms)
        {
            if (Best(symptom, evidence, order++, seen) is not { } sighting)
            {
                continue;
            }

            if (!seen.TryGetValue(sighting.Signature.Id, out var all))
            {
                seen[sighting.Signature.Id] = all = [];
            }

            all.Add(sighting);
        }

        return [.. seen.Values.SelectMany(Explanations).OrderByDescending(found => found.Explanation.Signature.Severity).ThenBy(found => found.Explanation.Signature.Standing)
            .ThenByDescending(found => found.Explanation.Confidence).ThenBy(found => found.Order).Select(found => found.Explanation)];
    }

    // A message is told once: by what says most about it, or by what is proven.
    private Sighting? Best(Symptom symptom, EvidenceSet evidence, int order, Dictionary<string, List<Sighting>> seen)
    {
        var logged = symptom.Place is SymptomPlace.PodLog or SymptomPlace.CiLog;
        if (!book.MayMatch(symptom.Text) && !symptom.Text.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        var text = logged ? LogText.Of(symptom.Text) : LogText.Unescape(symptom.Text);
        var matches = book.Matches(logged && AccessLine.Is(text) ? SymptomPlace.AccessLog : symptom.Place, text);
        if (matches.Count == 0 || (logged && Hearsay.Is(text)))
        {
            return null;
        }

        var found = matches
            .Select(match => new Sighting(match.Signature, symptom, order, Ask(match.Signature, match.Match, symptom with { Text = text }, evidence, seen.GetValueOrDefault(match.Signature.Id)?.Count ?? 0)))
            .Where(sighting => sighting.Confidence == Confidence.Proven || !sighting.Signature.Weak)
            .OrderBy(sighting => sighting.Signature.Standing).ThenByDescending(sighting => sighting.Confidence == Confidence.Proven).ThenByDescending(sighting => sighting.Signature.Pattern.Weight)
            .ToList();
        var less = found.SelectMany(sighting => sighting.Signature.Over).ToHashSet(StringComparer.Ordinal);
        return found.Find(sighting => !less.Contains(sighting.Signature.Id));
    }

    private static IReadOnlyList<CauseAnswer>? Ask(Signature signature, Match match, Symptom symptom, EvidenceSet evidence, int before) =>
        before >= MostAsked ? null : [.. signature.Causes.Select(cause => new CauseAnswer(cause, Ask(cause, match, symptom, evidence)))];

    private static CheckAnswer Ask(SignatureCause cause, Match match, Symptom symptom, EvidenceSet evidence)
    {
        if (cause.Check is not { } call || CauseChecks.Find(call.Name) is not { } check)
        {
            return CheckAnswer.NotEvaluated(cause.Look);
        }

        var answer = check.Ask(new CheckQuestion(symptom, match, evidence) { Arguments = call.Arguments });
        return !cause.Proves && answer.Verdict == CheckVerdict.Confirmed ? CheckAnswer.NotEvaluated(answer.Says) : answer;
    }

    private static IEnumerable<(Explanation Explanation, int Order)> Explanations(List<Sighting> sightings)
    {
        var asked = sightings.Where(sighting => sighting.Answers is not null).GroupBy(sighting => sighting.Cause).ToList();
        var rest = sightings.Where(sighting => sighting.Answers is null).Select(sighting => sighting.Symptom).ToList();
        foreach (var group in asked.OrderByDescending(group => group.Max(sighting => sighting.Confidence)))
        {
            // Those that were not asked any more stand with the best founded of those that were.
            var best = group.MaxBy(sighting => sighting.Confidence)!;
            var symptoms = group.OrderByDescending(sighting => ReferenceEquals(sighting, best)).Select(sighting => sighting.Symptom).Concat(rest).ToList();
            rest = [];
            yield return (new Explanation(best.Signature, symptoms, best.Cause, best.Confidence, best.Answers!), group.Min(sighting => sighting.Order));
        }
    }
}
