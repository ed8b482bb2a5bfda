using System.Text;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Mesh.Core.Changes;

/// <summary>Before and after as a unified diff with three lines of context.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The hunks that differ, without file headers; empty when the texts are equal.</summary>
    /// <param name="before">The text as it is; empty for something new.</param>
    /// <param name="after">The text as it will be; empty for something that goes.</param>
    public static string Of(string before, string after)
    {
        if (before == after)
        {
            return "";
        }

        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after, ignoreWhitespace: false).Lines;
        var shown = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Type != ChangeType.Unchanged)
            {
                Array.Fill(shown, true, Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1) - Math.Max(0, i - Context));
            }
        }

        var text = new StringBuilder();
        for (var (i, old, fresh) = (0, 1, 1); i < lines.Count; i++)
        {
            if (shown[i] && (i == 0 || !shown[i - 1]))
            {
                var end = i;
                while (end < lines.Count && shown[end])
                {
                    end++;
                }

                var hunk = lines.GetRange(i, end - i);
                text.Append("@@ -").Append(old).Append(',').Append(hunk.Count(line => line.Type != ChangeType.Inserted))
                    .Append(" +").Append(fresh).Append(',').Append(hunk.Count(line => line.Type != ChangeType.Deleted)).Append(" @@\n");
            }

            if (shown[i])
            {
                text.Append(lines[i].Type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' }).Append(lines[i].Text).Append('\n');
            }

            old += lines[i].Type == ChangeType.Inserted ? 0 : 1;
            fresh += lines[i].Type == ChangeType.Deleted ? 0 : 1;
        }

        return text.ToString();
    }
}
