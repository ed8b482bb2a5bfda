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
    public static IReadOnlyList<string> Of(string text, int most)
    {
        // The newest; what was cut off in the middle of a line goes whole.
        if (text.Length > MostCharacters)
        {
            var cut = text.IndexOf('\n', text.Length - MostCharacters);
            text = cut < 0 ? text[^MostCharacters..] : text[(cut + 1)..];
        }

        // All at once, for a key is many lines.
        var lines = Scrubber.Text(text.ReplaceLineEndings("\n")).Split('\n')
            .Select(line => Printable.Of(line.Length > LongestLine ? $"{line[..LongestLine]}…" : line).TrimEnd()).Where(line => line.Length > 0);
        return [.. lines.TakeLast(most)];
    }
}
