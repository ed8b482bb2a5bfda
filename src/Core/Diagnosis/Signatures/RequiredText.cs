using System.Text;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>
/// Reads out of a regular expression which plain text has to stand in whatever it matches, so that a line without it needs no regular expression.
/// Where it does not know better it asks for nothing, which is slower and never wrong.
/// </summary>
internal sealed class RequiredText
{
    // Shorter ones stand in every other line.
    private const int Shortest = 3;

    private readonly string pattern;
    private int at;

    private RequiredText(string pattern) => this.pattern = pattern;

    /// <summary>Texts of which one at least is required, whatever its case; empty for none.</summary>
    public static IReadOnlyList<string> Of(string pattern)
    {
        var reader = new RequiredText(pattern);
        var found = reader.Alternatives();
        return reader.at == pattern.Length ? found ?? [] : [];
    }

    private IReadOnlyList<string>? Alternatives()
    {
        var branches = new List<IReadOnlyList<string>?> { Sequence() };
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            branches.Add(Sequence());
        }

        return branches.Any(branch => branch is null) ? null : [.. branches.SelectMany(branch => branch!).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private IReadOnlyList<string>? Sequence()
    {
        var (best, run) = ((IReadOnlyList<string>?)null, new StringBuilder());
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            if (pattern[at] == '(')
            {
                Flush();
                var inner = Group();
                if (!Optional())
                {
                    Offer(inner);
                }
            }
            else if (Literal() is { } letter)
            {
                var repeated = at < pattern.Length && pattern[at] is '+' or '{' or '*' or '?';
                if (!Optional())
                {
                    run.Append(letter);
                }
                else
                {
                    Flush();
                }

                if (repeated)
                {
                    Flush();
                }
            }
            else
            {
                Flush();
                Optional();
            }
        }

        Flush();
        return best;

        void Flush()
        {
            Offer(run.Length >= Shortest ? [run.ToString()] : null);
            run.Clear();
        }

        void Offer(IReadOnlyList<string>? texts)
        {
            if (texts is not null && (best is null || texts.Min(text => text.Length) > best.Min(text => text.Length)))
            {
                best = texts;
            }
        }
    }

    // What follows a group's opening decides whether it stands in the text at all.
    private IReadOnlyList<string>? Group()
    {
        at++;
        var counts = true;
        if (at < pattern.Length && pattern[at] == '?')
        {
            var rest = pattern.AsSpan(at);
            counts = !(rest.StartsWith("?=") || rest.StartsWith("?!") || rest.StartsWith("?<=") || rest.StartsWith("?<!") || rest.StartsWith("?#") || rest.StartsWith("?("));
            var end = counts ? pattern.AsSpan(at).IndexOfAny(':', '>', ')') : rest.IndexOfAny("=!#(");
            at = end < 0 ? pattern.Length : pattern[at + end] == ')' ? at + end : at + end + 1;
        }

        var inner = Alternatives();
        at = Math.Min(at + 1, pattern.Length + 1);
        return counts ? inner : null;
    }

    // One plain character; null where something stands that may be several, or nothing. Either way it is passed.
    private char? Literal()
    {
        var letter = pattern[at++];
        switch (letter)
        {
            case '\\':
                if (at == pattern.Length)
                {
                    at++;
                    return null;
                }

                letter = pattern[at++];
                if (letter is 'p' or 'P' or 'k' or 'x' or 'u' or 'c')
                {
                    at = pattern.Length + 1;
                }

                return char.IsAsciiLetterOrDigit(letter) ? letter == 't' ? '\t' : null : letter;
            case '[':
                at += at < pattern.Length && pattern[at] == '^' ? 1 : 0;
                at += at < pattern.Length && pattern[at] == ']' ? 1 : 0;
                while (at < pattern.Length && pattern[at] != ']')
                {
                    at += pattern[at] == '\\' ? 2 : 1;
                }

                at++;
                return null;
            case '.' or '^' or '$':
                return null;
            default:
                return letter;
        }
    }

    // Passes a quantifier; true where it allows none at all.
    private bool Optional()
    {
        if (at >= pattern.Length)
        {
            return false;
        }

        var none = false;
        switch (pattern[at])
        {
            case '*' or '?':
                none = true;
                at++;
                break;
            case '+':
                at++;
                break;
            case '{' when pattern.IndexOf('}', at) is var end and > 0:
                none = pattern[at + 1] is '0' or ',';
                at = end + 1;
                break;
            default:
                return false;
        }

        at += at < pattern.Length && pattern[at] == '?' ? 1 : 0;
        return none;
    }
}
