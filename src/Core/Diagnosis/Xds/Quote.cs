using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>Lines that others wrote, as evidence shows them: without secrets, in one line, of a length that people read.</summary>
internal static class Quote
{
    // What is looked for stands near the beginning; a line of megabytes is not searched to its end.
    private const int LongestSearched = 8000;
    private const int LongestShown = 600;

    /// <summary>The part of a line that is searched.</summary>
    public static string Cut(string line) => line.Length > LongestSearched ? line[..LongestSearched] : line;

    /// <summary>The line as it is shown. Masked before it is cut: half a secret would not be recognized as one.</summary>
    public static string Of(string line, Secrets secrets)
    {
        var shown = Printable.OneLine(secrets.Mask(Cut(line))).Replace('\t', ' ');
        return shown.Length > LongestShown ? $"{shown[..LongestShown]}…" : shown;
    }
}
