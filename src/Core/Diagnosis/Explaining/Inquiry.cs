using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Asks for the causes of messages, and no more often than is worth it: each check may look at every object.</summary>
/// <param name="book">The signatures.</param>
/// <param name="evidence">What was seen.</param>
internal sealed class Inquiry(SignatureBook book, EvidenceSet evidence)
{
    private readonly Dictionary<string, int> asked = new(StringComparer.Ordinal);

    /// <summary>What is known of messages that say the same. Some are looked at; of the others it is said that they were not, and they stand with those only where these are all of one cause.</summary>
    public IEnumerable<Sighting> Of(IReadOnlyList<(Symptom Symptom, int Order)> alike)
    {
        var looked = alike.Take(Explainer.MostAlike).Select(one => Best(one.Symptom, one.Order)).ToList();
        var found = looked.OfType<Sighting>().ToList();
        if (found.Count == 0 || alike.Count <= looked.Count)
        {
            return found;
        }

        var agree = found.Count == looked.Count && found.DistinctBy(sighting => (sighting.Signature.Id, sighting.Cause, sighting.IsKnown)).Count() == 1;
        return found.Concat(alike.Skip(looked.Count).Where(_ => agree || !found[0].Signature.Weak)
            .Select(one => new Sighting(found[0].Signature, one.Symptom, one.Order, null) { Like = agree && found[0].IsKnown ? found[0] : null }));
    }

    // A message is told once: by what says most about it, or by what is proven.
    private Sighting? Best(Symptom symptom, int order)
    {
        var matches = MessageMatches.Of(book, symptom);
        var found = matches.All
            .Select(match => new Sighting(match.Signature, symptom, order, Ask(match.Signature, match.Match, symptom with { Text = matches.Text })))
            .Where(sighting => sighting.Confidence == Confidence.Proven || !sighting.Signature.Weak)
            .OrderBy(sighting => sighting.Signature.Standing).ThenByDescending(sighting => sighting.Confidence == Confidence.Proven).ThenByDescending(sighting => sighting.Signature.Pattern.Weight)
            .ToList();
        var less = found.SelectMany(sighting => sighting.Signature.Over).ToHashSet(StringComparer.Ordinal);
        return found.Find(sighting => !less.Contains(sighting.Signature.Id));
    }

    private IReadOnlyList<CauseAnswer>? Ask(Signature signature, Match match, Symptom symptom)
    {
        var before = asked.GetValueOrDefault(signature.Id);
        asked[signature.Id] = before + 1;
        return before >= Explainer.MostAsked ? null : [.. signature.Causes.Select(cause => new CauseAnswer(cause, Ask(cause, match, symptom)))];
    }

    private CheckAnswer Ask(SignatureCause cause, Match match, Symptom symptom)
    {
        if (cause.Check is not { } call || CauseChecks.Find(call.Name) is not { } check)
        {
            return CheckAnswer.NotEvaluated(cause.Look);
        }

        var answer = check.Ask(new CheckQuestion(symptom, match, evidence) { Arguments = call.Arguments });
        return !cause.Proves && answer.Verdict == CheckVerdict.Confirmed ? CheckAnswer.NotEvaluated(answer.Says) : answer;
    }
}
