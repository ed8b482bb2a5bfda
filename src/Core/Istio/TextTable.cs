namespace Mesh.Core.Istio;

/// <summary>Plain text in aligned columns.</summary>
internal static class TextTable
{
    /// <summary>The table; empty where it has no lines.</summary>
    /// <param name="lines">The cells of each line, the same number in all.</param>
    public static string Of(IReadOnlyList<string[]> lines)
    {
        var widths = lines.Count == 0 ? [] : Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
