using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>A regular expression that is made when it is first needed and cannot take long, whatever it is and whatever it is held against.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SignaturePattern
{
    // For the few that look around themselves, which a machine without backtracking cannot. One that has needed too long again and again is no longer asked.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private const int MostLate = 3;

    private readonly Lazy<Regex> regex;
    private int late;

    /// <param name="text">The regular expression, as .NET has them.</param>
    public SignaturePattern(string text)
    {
        Text = text;
        Literals = RequiredText.Of(text);
        regex = new Lazy<Regex>(() => Make(text));
    }

    /// <summary>The regular expression.</summary>
    public string Text { get; }

    /// <summary>Texts of which one at least is in everything it matches, whatever its case; empty where there is none to be told.</summary>
    public IReadOnlyList<string> Literals { get; }

    /// <summary>How much of the longest of them is fixed, in characters: what is longer says more.</summary>
    public int Weight => Literals.Count == 0 ? 0 : Literals.Min(literal => literal.Length);

    /// <summary>The names of its groups.</summary>
    public IReadOnlyList<string> Groups => regex.Value.GetGroupNames();

    /// <summary>What it finds in a text; null for nothing, and where looking takes too long.</summary>
    /// <param name="text">The text.</param>
    public Match? Find(string text)
    {
        if (late >= MostLate || (Literals.Count > 0 && !Literals.Any(literal => text.Contains(literal, StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }

        try
        {
            return regex.Value.Match(text) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref late);
            return null;
        }
    }

    /// <summary>Makes the expression.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static Regex Make(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(text, RegexOptions.CultureInvariant, Limit);
        }
    }
}
