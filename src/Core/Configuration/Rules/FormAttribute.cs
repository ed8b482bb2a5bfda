using System.Text.RegularExpressions;

namespace Mesh.Core.Configuration.Rules;

/// <summary>What the text of an option, or each text of a list of them, looks like. The loader enforces it and the schema publishes it.</summary>
/// <param name="pattern">A regular expression that means the same in .NET and in ECMAScript, from <c>^</c> to <c>$</c>; one of <see cref="Forms"/>.</param>
/// <param name="words">The form in words, after "must be".</param>
[AttributeUsage(AttributeTargets.Property)]
internal class FormAttribute(string pattern, string words) : Attribute
{
    // A form is matched against what anyone may write; none of ours needs more than a few microseconds.
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>The regular expression.</summary>
    public string Pattern => pattern;

    /// <summary>The form in words.</summary>
    public string Words => words;

    /// <summary>True when <paramref name="text"/> has the form.</summary>
    /// <param name="text">The value of the option.</param>
    public virtual bool Fits(string text) => pattern switch
    {
        // The two most files get by with; the first regular expression of a run costs more than the rest of loading them.
        Forms.Any => true,
        Forms.NotBlank => !string.IsNullOrWhiteSpace(text),
        // The length counts because $ also matches before a final line feed.
        _ => Regex.Match(text, pattern, RegexOptions.CultureInvariant, MatchLimit) is { Success: true, Length: var length } && length == text.Length,
    };
}
