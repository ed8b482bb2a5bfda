using System.Text;

namespace Mesh.Core.Images.Matrix;

/// <summary>The matrix as people read it: plain text in aligned columns.</summary>
internal static class MatrixTable
{
    // A table of more than a screen is not read; then only what is wrong is shown.
    private const int MostRows = 60;

    public static string Of(ImageMatrix matrix)
    {
        var shown = matrix.Rows.Count > MostRows ? [.. matrix.Rows.Where(row => row.HasTrouble)] : matrix.Rows;
        List<string[]> lines = [.. shown.Select(row => row.Cells.Select(Word).Prepend(row.Image.ToString()).ToArray())];
        var hidden = matrix.Rows.Count - shown.Count;
        var text = new StringBuilder();
        if (lines.Count > 0)
        {
            lines.Insert(0, [.. matrix.Platforms.Select(platform => platform?.ToString() ?? "any platform").Prepend("image")]);
            var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
            text.AppendJoin('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
        }

        if (hidden > 0)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append($"{Words.Count(hidden, shown.Count > 0 ? "further image" : "image")} exist{(hidden == 1 ? "s" : "")} wherever needed");
        }

        return text.ToString();
    }

    private static string Word(Cell cell) => cell.State switch
    {
        CellState.Exists => "exists",
        CellState.NotNeeded => "not needed",
        CellState.Missing => $"missing{On(cell)}",
        _ => $"not seen{On(cell)}",
    };

    private static string On(Cell cell) => cell.Nodes.Count == 0 ? "" : $" ({Words.Count(cell.Nodes.Count, "node")})";
}
