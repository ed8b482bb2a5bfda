using System.Globalization;
using Mesh.Core.Diagnosis.Scrubbing;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>Makes lines of what a container printed: the newest ones, short enough, without secrets.</summary>
internal static class PrintedLines
{
    // Envoy's and istiod's longest useful lines have some two thousand letters.
    private const int LongestLine = 4000;
    private const int MostCharacters = 256 * 1024;

    /// <summary>The lines, oldest first.</summary>
    /// <param name="text">What was printed.</param>
    /// <param name="most">How many lines at most.</param>
    /// <param name="from">What lines that begin with a moment have to be from at least; null for any.</param>
    public static IReadOnlyList<string> Of(string text, int most, DateTimeOffset? from)
    {
        // The newest; what was cut off in the middle of a line goes whole.
        if (text.Length > MostCharacters)
        {
            var cut = text.IndexOf('\n', text.Length - MostCharacters);
            text = cut < 0 ? text[^MostCharacters..] : text[(cut + 1)..];
        }

        // All at once, for a key is many lines.
        var lines = Scrubber.Text(text.ReplaceLineEndings("\n")).Split('\n')
            .Select(line => Printable.Of(line.Length > LongestLine ? $"{line[..LongestLine]}…" : line).TrimEnd()).Where(line => line.Length > 0 && !(Moment(line) < from));
        return [.. lines.TakeLast(most)];
    }

    private static DateTimeOffset? Moment(string line)
    {
        var word = line.AsSpan().TrimStart('[');
        var end = word.IndexOfAny(" \t]");
        return end is >= 20 and <= 40 && char.IsAsciiDigit(word[0]) && DateTimeOffset.TryParse(word[..end], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
