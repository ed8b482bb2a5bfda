using System.Buffers;

namespace Mesh.Core.Model.Yaml;

/// <summary>Reads the keys and texts of lines, bare or in quotes, where it is plain what they are. Of those that come again there is one string.</summary>
/// <param name="lines">The lines.</param>
internal sealed class YamlTexts(YamlLines lines)
{
    // The full parser gives up at 1024.
    private const int LongestKey = 512;
    private const int LongestKnown = 40;
    private static readonly SearchValues<char> OfKeys = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./");
    private static readonly SearchValues<char> OfFlow = SearchValues.Create(",[]{}");
    private readonly string?[] known = new string?[256];

    /// <summary>Whether a key stands here.</summary>
    public bool IsKey
    {
        get
        {
            var place = lines.Place;
            var found = Key() is not null;
            lines.Return(place);
            return found;
        }
    }

    /// <summary>The key that stands here, with its colon; null when there is none, or none that is plainly one.</summary>
    public YamlScalar? Key()
    {
        var (place, isPlain) = (lines.Place, lines.Current is not ('"' or '\''));
        var text = isPlain ? PlainKey() : Quoted();
        if (text is null or { Length: > LongestKey } || lines.Current != ':')
        {
            return null;
        }

        lines.Skip();
        return lines.Current is ' ' or '\0' ? new(place, "", text, isPlain) : null;
    }

    /// <summary>The text that stands here; null when it is not plainly one.</summary>
    /// <param name="isFlow">Whether it stands in brackets.</param>
    public YamlScalar? Value(bool isFlow)
    {
        var (place, isPlain) = (lines.Place, lines.Current is not ('"' or '\''));
        var text = !isPlain ? Quoted() : !Begins(lines.Rest) ? null : isFlow ? PlainInFlow() : Plain();
        return text is null ? null : new(place, "", text, isPlain);
    }

    private string? PlainKey()
    {
        var length = lines.Rest.IndexOfAnyExcept(OfKeys);
        return length > 0 && lines.Current != '-' ? Take(length) : null;
    }

    private string? Quoted()
    {
        var rest = lines.Rest;
        var length = rest[1..].IndexOf(rest[0]);
        if (length < 0)
        {
            return null;
        }

        // In quotes these say another letter, or that the text goes on.
        var inside = rest.Slice(1, length);
        if (rest[0] == '"' ? inside.Contains('\\') : rest.Length > length + 2 && rest[length + 2] == '\'')
        {
            return null;
        }

        lines.Skip(length + 2);
        return Text(inside);
    }

    private string? Plain()
    {
        var comment = lines.Rest.IndexOf(" #");
        return PlainUpTo(comment < 0 ? lines.Rest.Length : comment);
    }

    private string? PlainInFlow()
    {
        var end = lines.Rest.IndexOfAny(OfFlow);
        return end < 0 || lines.Rest[..end].Contains(" #", StringComparison.Ordinal) ? null : PlainUpTo(end);
    }

    // A colon with nothing behind it makes a key of what stands before it.
    private string? PlainUpTo(int end)
    {
        var text = lines.Rest[..end].TrimEnd(' ');
        return text.Contains(": ", StringComparison.Ordinal) || text[^1] == ':' ? null : Take(text.Length);
    }

    private static bool Begins(ReadOnlySpan<char> text) => text is [var first, ..]
        && (char.IsAsciiLetterOrDigit(first) || first is '/' or '.' or '_' or '~' or '+' or '$' or '(' or '<' or '=' or '^' or ';' or '\\' or > '\u007f'
            || (first == '-' && text.Length > 1 && (char.IsAsciiLetterOrDigit(text[1]) || text[1] == '-')));

    private string Take(int length)
    {
        var text = Text(lines.Rest[..length]);
        lines.Skip(length);
        return text;
    }

    private string Text(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestKnown)
        {
            return text.ToString();
        }

        ref var slot = ref known[((text.Length * 31) + (text[0] * 7) + (text[^1] * 13) + text[text.Length / 2]) & 255];
        return text.SequenceEqual(slot) ? slot! : slot = text.ToString();
    }
}
