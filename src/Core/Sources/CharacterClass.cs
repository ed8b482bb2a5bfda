namespace Mesh.Core.Sources;

/// <summary>The bracket expression of a wildcard: <c>[abc]</c>, <c>[a-z]</c>, <c>[!a]</c> or <c>[^a]</c>, <c>[[:alnum:]]</c>.</summary>
internal static class CharacterClass
{
    /// <summary>Whether the class that begins at <paramref name="pattern"/>[0] holds a character.</summary>
    /// <param name="pattern">The pattern from its opening bracket on.</param>
    /// <param name="value">The character.</param>
    /// <param name="length">How many characters of the pattern the class takes.</param>
    /// <returns>False also when the class is malformed: a pattern that cannot be read matches nothing, as in Git.</returns>
    public static bool Holds(ReadOnlySpan<char> pattern, char value, out int length)
    {
        length = 0;
        var at = 1;
        var negated = at < pattern.Length && pattern[at] is '!' or '^';
        at += negated ? 1 : 0;
        var found = false;
        var previous = '\0';

        // A closing bracket in the first place stands for itself.
        for (var first = at; at < pattern.Length && (pattern[at] != ']' || at == first); at++)
        {
            if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':' && NameEnd(pattern, at) is > 0 and var end)
            {
                if (!TryNamed(pattern[(at + 2)..end], value, out var holds))
                {
                    return false;
                }

                found |= holds;
                at = end + 1;
                previous = '\0';
            }
            else if (pattern[at] == '-' && previous != '\0' && at + 1 < pattern.Length && pattern[at + 1] != ']')
            {
                at++;
                if (!TryLiteral(pattern, ref at, out var upper))
                {
                    return false;
                }

                found |= value >= previous && value <= upper;
                previous = '\0';
            }
            else if (TryLiteral(pattern, ref at, out previous))
            {
                found |= value == previous;
            }
            else
            {
                return false;
            }
        }

        length = at + 1;
        return at < pattern.Length && found != negated;
    }

    private static int NameEnd(ReadOnlySpan<char> pattern, int open)
    {
        var close = pattern[(open + 2)..].IndexOf(']');
        return close > 0 && pattern[open + 1 + close] == ':' ? open + 1 + close : -1;
    }

    private static bool TryLiteral(ReadOnlySpan<char> pattern, ref int at, out char literal)
    {
        at += pattern[at] == '\\' ? 1 : 0;
        literal = at < pattern.Length ? pattern[at] : '\0';
        return at < pattern.Length;
    }

    private static bool TryNamed(ReadOnlySpan<char> name, char value, out bool holds)
    {
        bool? known = name switch
        {
            "alnum" => char.IsAsciiLetterOrDigit(value),
            "alpha" => char.IsAsciiLetter(value),
            "blank" => value is ' ' or '\t',
            "cntrl" => value is < ' ' or '\x7f',
            "digit" => char.IsAsciiDigit(value),
            "graph" => value is > ' ' and < '\x7f',
            "lower" => char.IsAsciiLetterLower(value),
            "print" => value is >= ' ' and < '\x7f',
            "punct" => value is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(value),
            "space" => value is ' ' or (>= '\t' and <= '\r'),
            "upper" => char.IsAsciiLetterUpper(value),
            "xdigit" => char.IsAsciiHexDigit(value),
            _ => null,
        };
        holds = known == true;
        return known is not null;
    }
}
