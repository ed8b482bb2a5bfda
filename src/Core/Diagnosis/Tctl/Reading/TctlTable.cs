using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Tctl.Reading;

/// <summary>A table that tctl prints: names of columns in capitals, and below each its values, from the same place of the line on. An empty cell is empty.</summary>
internal static class TctlTable
{
    private const int MostRows = 1000;
    private const int LongestLine = 2000;

    /// <summary>The rows, by column; none where no line has all of these columns.</summary>
    /// <param name="printed">What was printed.</param>
    /// <param name="columns">The columns that have to be there.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string printed, params string[] columns)
    {
        var lines = printed.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length <= LongestLine && !string.IsNullOrWhiteSpace(line)).ToList();
        var head = lines.FindIndex(line => Titles(line).Select(title => title.Name).ToHashSet() is var names && columns.All(names.Contains));
        if (head < 0)
        {
            return [];
        }

        var titles = Titles(lines[head]).ToList();
        return [.. lines.Skip(head + 1).Take(MostRows).Select(line => titles.Select((title, index) => (title.Name, Cell: CellOf(line, title.At, index + 1 < titles.Count ? titles[index + 1].At : line.Length)))
            .GroupBy(one => one.Name).ToDictionary(group => group.Key, group => group.First().Cell, StringComparer.Ordinal))];
    }

    private static IEnumerable<(string Name, int At)> Titles(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] != ' ' && (at == 0 || line[at - 1] == ' '))
            {
                var end = line.IndexOf(' ', at);
                yield return (line[at..(end < 0 ? line.Length : end)], at);
            }
        }
    }

    private static string CellOf(string line, int from, int to) => from >= line.Length ? "" : Printable.OneLine(line[from..Math.Min(to, line.Length)]).Trim();
}
