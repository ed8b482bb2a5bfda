using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Lines that quote a message without anything having failed: commands that a shell echoes, comments, tests that have passed, advice.</summary>
internal static partial class Hearsay
{
    /// <summary>Whether a line only speaks of a message.</summary>
    public static bool Is(string text) => IsCommand(text) || Comment().IsMatch(text) || Passed().IsMatch(text) || Advice().IsMatch(text);

    /// <summary>Whether a line is a command, as set -x and CI products echo it.</summary>
    public static bool IsCommand(string text) => Echo().IsMatch(text);

    [GeneratedRegex(@"^(?:\++ \S|\$ \S|##\[(?:command|group)\]|\[command\]|> (?:task|npm|yarn|make) )", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Echo();

    [GeneratedRegex(@"^(?:#(?!#)|//|--\s|<!--|\*\s|\|)", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(?:✓|✔|√|ok\s+\d+\b|--- (?:PASS|SKIP)|=== (?:RUN|PAUSE|CONT)|PASS(?:ED)?\b|\[\s*(?:OK|PASS(?:ED)?|RUN)\s*\]|Passed\b|\w[\w. ]*\bPASSED\s*(?:\[|$))|(?:\bPASSED|\.\.\. ok)\s*(?:\(|\[|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Passed();

    [GeneratedRegex(@"\b(?:if you (?:see|get)|in case of|looks? (?:for|like) (?:this|errors)|for example|e\.g\.|such as|(?:checking|looking|scanning|grepping|searching)\b.{0,40}\bfor\b|(?:does|do|did|should|must|may|can) not (?:contain|report|log|say|print|show)|not (?:seen|found) any|(?:no|0|zero) (?:occurrences?|errors?|lines?|messages?) (?:of|for|with|matching)|\b0 matches|without any|no longer|has been (?:fixed|resolved)|fix(?:es|ed)?[:( ]|revert[: ]|docs[:( ]|[0-9a-f]{7,40} (?:fix|feat|docs|chore|test|refactor))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Advice();
}
