using System.Buffers;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>All signatures of a run, fit to be held against millions of lines.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SignatureBook
{
    // Whatever is longer is no message; what tells of a failure stands at its beginning.
    private const int LongestRead = 32 * 1024;

    private readonly SearchValues<string> literals;
    private readonly bool always;

    /// <param name="all">The signatures; no two with the same id.</param>
    public SignatureBook(IReadOnlyList<Signature> all)
    {
        All = all;
        literals = SearchValues.Create([.. all.SelectMany(signature => signature.Pattern.Literals).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
        always = all.Any(signature => signature.Pattern.Literals.Count == 0);
    }

    /// <summary>The signatures, by code.</summary>
    public IReadOnlyList<Signature> All { get; }

    /// <summary>The signature of an id; null where there is none.</summary>
    /// <param name="id">The id.</param>
    public Signature? Find(string id) => All.FirstOrDefault(signature => signature.Id == id);

    /// <summary>Whether a text can hold a message at all: one pass over it, no regular expression.</summary>
    /// <param name="text">The text.</param>
    public bool MayMatch(ReadOnlySpan<char> text) => always || text.ContainsAny(literals);

    /// <summary>The signatures that a message seen in a place fits, with what their patterns find in it.</summary>
    /// <param name="place">Where it was seen.</param>
    /// <param name="text">The message.</param>
    public IReadOnlyList<(Signature Signature, Match Match)> Matches(SymptomPlace place, string text)
    {
        text = text.Length > LongestRead ? text[..LongestRead] : text;
        if (!MayMatch(text))
        {
            return [];
        }

        var found = new List<(Signature, Match)>();
        foreach (var signature in All)
        {
            if (signature.AppearsIn(place) && signature.Pattern.Find(text) is { } match)
            {
                found.Add((signature, match));
            }
        }

        return found;
    }

    /// <summary>This book with other signatures in place of its own of the same id, or beside them.</summary>
    /// <param name="others">The others.</param>
    public SignatureBook With(IReadOnlyList<Signature> others) =>
        others.Count == 0 ? this : new([.. All.Where(own => others.All(other => other.Id != own.Id)).Concat(others).OrderBy(signature => signature.Code, StringComparer.Ordinal)]);
}
