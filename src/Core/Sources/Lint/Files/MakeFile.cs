using System.Text;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;

namespace Mesh.Core.Sources.Lint.Files;

/// <summary>A makefile: each line of a recipe is a script of its own.</summary>
internal static partial class MakeFile
{
    public static IEnumerable<Hit> Find(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var settings = ShellSettings.Plain with { PipeFails = lines.Any(line => PipeFail().IsMatch(line)) };
        for (var i = 0; i < lines.Length; i++)
        {
            if (Ignore().IsMatch(lines[i]))
            {
                yield return new(ScriptFindings.Swallowed, i + 1, i + 1, lines[i].Trim());
            }

            if (!lines[i].StartsWith('\t'))
            {
                continue;
            }

            var first = i;
            var recipe = new StringBuilder(lines[i][1..]);
            while (lines[i].EndsWith('\\') && i + 1 < lines.Length)
            {
                recipe.Append('\n').Append(lines[++i].TrimStart('\t'));
            }

            var prefix = recipe.ToString().TrimStart(' ', '\t');
            var marks = prefix[..(prefix.Length - prefix.TrimStart('@', '-', '+', ' ').Length)];
            if (marks.Contains('-', StringComparison.Ordinal))
            {
                yield return new(ScriptFindings.Swallowed, first + 1, i + 1, $"- before {Shown(prefix[marks.Length..])}");
            }

            foreach (var hit in ShellFile.Find(ToShell(prefix[marks.Length..]), first + 1, settings))
            {
                yield return hit;
            }
        }
    }

    // $$ is one dollar to the shell, and what make puts in is known as little as any variable; make writes it down as it is.
    private static string ToShell(string recipe) => MakeVariable().Replace(recipe, match => match.Value == "$$" ? "$" : $"${{{Name(match)}}}");

    private static string Name(Match match) => new([.. match.Groups["name"].Value.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);

    private static string Shown(string text) => text.Split('\n')[0] is { Length: > 80 } line ? line[..79] + "…" : text.Split('\n')[0];

    [GeneratedRegex(@"^\s*\.IGNORE\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Ignore();

    [GeneratedRegex(@"^\s*\.?SHELLFLAGS\s*[:?+]?=.*pipefail", RegexOptions.CultureInvariant)]
    private static partial Regex PipeFail();

    [GeneratedRegex(@"\$\$|\$[({](?<name>[^)}]*)[)}]", RegexOptions.CultureInvariant)]
    private static partial Regex MakeVariable();
}
