using System.Text;
using DiffPlex;

namespace Mesh.Core.Changes;

/// <summary>Before and after as a unified diff with three lines of context.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The hunks that differ, without file headers; empty when the texts are equal. Lines end at line feeds only, so a change of line endings, or of the last one, is a change.</summary>
    /// <param name="before">The text as it is; empty for something new.</param>
    /// <param name="after">The text as it will be; empty for something that goes.</param>
    public static string Of(string before, string after)
    {
        if (before == after)
        {
            return "";
        }

        var lines = Compare(before, after);
        var shown = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Mark != ' ')
            {
                Array.Fill(shown, true, Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1) - Math.Max(0, i - Context));
            }
        }

        var text = new StringBuilder();
        for (var (i, old, fresh) = (0, 1, 1); i < lines.Count; i++)
        {
            var (mark, line) = lines[i];
            if (shown[i] && (i == 0 || !shown[i - 1]))
            {
                var hunk = lines.Skip(i).Zip(shown.Skip(i)).TakeWhile(pair => pair.Second).Select(pair => pair.First.Mark).ToList();
                text.Append("@@ -").Append(Range(old, hunk.Count(one => one != '+'))).Append(" +").Append(Range(fresh, hunk.Count(one => one != '-'))).Append(" @@\n");
            }

            if (shown[i])
            {
                text.Append(mark).Append(line).Append('\n');
            }

            old += mark == '+' ? 0 : 1;
            fresh += mark == '-' ? 0 : 1;
        }

        return text.ToString();
    }

    private static List<(char Mark, string Text)> Compare(string before, string after)
    {
        var result = new Differ().CreateCustomDiffs(before, after, ignoreWhiteSpace: false, Lines);
        var lines = new List<(char, string)>();
        var next = 0;
        foreach (var block in result.DiffBlocks)
        {
            lines.AddRange(result.PiecesOld[next..block.DeleteStartA].Select(line => (' ', line)));
            lines.AddRange(result.PiecesOld.Skip(block.DeleteStartA).Take(block.DeleteCountA).Select(line => ('-', line)));
            lines.AddRange(result.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB).Select(line => ('+', line)));
            next = block.DeleteStartA + block.DeleteCountA;
        }

        lines.AddRange(result.PiecesOld[next..].Select(line => (' ', line)));
        return lines;
    }

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        if (lines[^1].Length == 0)
        {
            return lines[..^1];
        }

        lines[^1] += "\n\\ No newline at end of file";
        return lines;
    }

    // A range without lines is named after the line before it, which is 0 for a text that is new or gone.
    private static string Range(int start, int count) => $"{(count == 0 ? start - 1 : start)},{count}";
}
