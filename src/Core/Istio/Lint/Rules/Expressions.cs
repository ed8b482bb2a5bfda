using System.Text.RegularExpressions;

namespace Mesh.Core.Istio.Lint.Rules;

/// <summary>Regular expressions as Envoy reads them, which is as RE2 does. Source: google/re2, doc/syntax.txt.</summary>
internal static partial class Expressions
{
    // Beyond that the proxy's own limit of program size decides, which nobody can tell from here.
    private const int Longest = 4096;

    /// <summary>Why RE2 cannot read it; null where it can, or where that cannot be told.</summary>
    /// <param name="text">The expression; null for none.</param>
    public static string? WhyNot(string? text)
    {
        // Between \Q and \E everything means itself.
        if (text is null or "" || text.Length > Longest || text.Contains(@"\Q", StringComparison.Ordinal))
        {
            return null;
        }

        // What is within a class, or behind a backslash, means itself.
        var bare = Quoted().Replace(text, match => match.Value.Length == 2 && match.Value[1] is >= '1' and <= '9' or 'k' or 'Z' or 'G' ? match.Value : "x");
        if (Foreign().Match(bare) is { Success: true } foreign)
        {
            return $"RE2 has no {foreign.Value}";
        }

        // What RE2 has and the reader below does not is left alone.
        return OwnToRe2().IsMatch(text) ? null : Malformed(Posix().Replace(text, "a").Replace("(?P<", "(?<", StringComparison.Ordinal));
    }

    private static string? Malformed(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException why)
        {
            return $"it cannot be read from character {why.Offset} on";
        }
    }

    [GeneratedRegex(@"\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\(\?(?:[=!>(#]|<[=!])|\\[1-9kZG]", RegexOptions.CultureInvariant)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"\[:\^?[a-z]+:\]", RegexOptions.CultureInvariant)]
    private static partial Regex Posix();

    [GeneratedRegex(@"\\[CpPx]|\(\?[a-zA-Z-]*U", RegexOptions.CultureInvariant)]
    private static partial Regex OwnToRe2();
}
