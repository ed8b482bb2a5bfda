using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>What of a book a message fits.</summary>
/// <param name="Text">The message, without what a logger puts around it.</param>
/// <param name="All">The signatures, with what they find in it.</param>
internal sealed record MessageMatches(string Text, IReadOnlyList<(Signature Signature, Match Match)> All)
{
    /// <summary>Whether a message may be known at all; says so without a regular expression.</summary>
    // A structured logger escapes the quotes that messages are known by.
    public static bool MayBe(SignatureBook book, Symptom symptom) => book.MayMatch(symptom.Text) || symptom.Text.Contains('\\', StringComparison.Ordinal);

    /// <summary>Looks a message up.</summary>
    public static MessageMatches Of(SignatureBook book, Symptom symptom)
    {
        var logged = symptom.Place is SymptomPlace.PodLog or SymptomPlace.CiLog;
        var text = logged ? LogText.Of(symptom.Text) : LogText.Unescape(symptom.Text);
        var all = book.Matches(logged && AccessLine.Is(text) ? SymptomPlace.AccessLog : symptom.Place, text);
        return new(text, all.Count > 0 && logged && Hearsay.Is(text) ? [] : all);
    }
}
