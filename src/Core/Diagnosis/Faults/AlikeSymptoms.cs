using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Explains a few of the messages that say the same, and lets the others follow the first of them: a hundred pods that fail alike have one cause, and each check looks at every object.</summary>
internal static partial class AlikeSymptoms
{
    private const int Asked = 3;

    /// <summary>The explanations, with all messages that each is about.</summary>
    public static IEnumerable<Explanation> Explain(Explainer explainer, IReadOnlyList<Symptom> symptoms, EvidenceSet evidence)
    {
        var groups = symptoms.GroupBy(symptom => (symptom.Place, symptom.Container, Text: Common(symptom))).Select(group => group.ToList()).ToList();
        var followers = new Dictionary<Symptom, List<Symptom>>(ReferenceEqualityComparer.Instance);
        groups.ForEach(group => followers[group[0]] = [.. group.Skip(Asked)]);
        return explainer.Explain(groups.SelectMany(group => group.Take(Asked)), evidence)
            .Select(explanation => explanation with { Symptoms = [.. explanation.Symptoms, .. explanation.Symptoms.SelectMany(symptom => followers.GetValueOrDefault(symptom) ?? [])] });
    }

    // Names, times and numbers of tries differ where the message is the same.
    private static string Common(Symptom symptom)
    {
        var text = Uid().Replace(symptom.Pod is { Length: > 0 } pod ? symptom.Text.Replace(pod, "", StringComparison.Ordinal) : symptom.Text, "");
        return string.Create(Math.Min(text.Length, 500), text, (span, from) =>
        {
            for (var at = 0; at < span.Length; at++)
            {
                span[at] = char.IsAsciiDigit(from[at]) ? '0' : from[at];
            }
        });
    }

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Uid();
}
