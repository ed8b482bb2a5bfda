using System.Runtime.CompilerServices;

namespace Mesh.Core.Model.Yaml;

/// <summary>Goes through a text, line by line and to the right; what is empty or only a comment is passed over.</summary>
/// <param name="text">The text.</param>
internal sealed class YamlLines(string text)
{
    private int begin;
    private int next;
    private int at;
    private long number;

    /// <summary>What the line is.</summary>
    public YamlLineKind Kind { get; private set; }

    /// <summary>How far in its content is, from 0; within a line, that of the place reached. Below 0 where it has none.</summary>
    public int Column => Kind == YamlLineKind.Content ? at - begin : -1;

    /// <summary>The place reached.</summary>
    public YamlPlace Place => new(number, at - begin + 1);

    /// <summary>The letter there; null at the end of the line.</summary>
    public char Current => at < End ? text[at] : '\0';

    /// <summary>What is left of the line.</summary>
    public ReadOnlySpan<char> Rest => text.AsSpan(at, End - at);

    /// <summary>Whether nothing is left, or only a comment.</summary>
    public bool IsOver => at == End || (text[at] == '#' && at > begin && text[at - 1] == ' ');

    /// <summary>Whether an item of a list begins here.</summary>
    public bool IsDash => Current == '-' && (at + 1 == End || text[at + 1] == ' ');

    private int End { get; set; }

    /// <summary>Whether lines are ended by line feeds, with or without a carriage return, and no letter has a meaning of its own for YAML: tabs, other line ends and control characters have.</summary>
    /// <param name="text">The text.</param>
    public static bool AreSimple(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('\0', '\t') && !text.ContainsAnyInRange('\u000b', '\u000c') && !text.ContainsAnyInRange('\u000e', '\u001f') && !text.ContainsAnyInRange('\u007f', '\u00a0')
        && !text.ContainsAnyInRange('\u2028', '\u202f') && !text.ContainsAnyInRange('\ud800', '\uffff') && !HasLoneReturn(text);

    /// <summary>On to the next line.</summary>
    // Thousands of lines are over before the runtime would compile it a second time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveNext()
    {
        do
        {
            if (next >= text.Length)
            {
                (begin, at, End, Kind) = (text.Length, text.Length, text.Length, YamlLineKind.End);
                return;
            }

            number++;
            (begin, at) = (next, next);
            var feed = text.IndexOf('\n', begin);
            End = feed < 0 ? text.Length : feed;
            next = End + 1;
            if (End > begin && text[End - 1] == '\r')
            {
                End--;
            }

            SkipSpaces();
        }
        while (at == End || text[at] == '#');
        Kind = at > begin ? YamlLineKind.Content : KindOf(Rest);
    }

    /// <summary>On by letters.</summary>
    /// <param name="count">How many.</param>
    public void Skip(int count = 1) => at += count;

    /// <summary>Back within the line.</summary>
    /// <param name="place">A place that was reached in it.</param>
    public void Return(YamlPlace place) => at = begin + (int)place.Column - 1;

    /// <summary>On to what is no space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SkipSpaces()
    {
        while (at < End && text[at] == ' ')
        {
            at++;
        }
    }

    private static bool HasLoneReturn(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\r') is >= 0 and var at)
        {
            text = text[(at + 1)..];
            if (text is not ['\n', ..])
            {
                return true;
            }
        }

        return false;
    }

    private static YamlLineKind KindOf(ReadOnlySpan<char> line) => line[0] switch
    {
        '-' when line.StartsWith("---") => line.TrimEnd(' ').Length == 3 ? YamlLineKind.Marker : YamlLineKind.Odd,
        '.' when line.StartsWith("...") => YamlLineKind.Odd,
        '%' => YamlLineKind.Odd,
        _ => YamlLineKind.Content,
    };
}
