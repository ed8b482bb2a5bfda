using System.Text.RegularExpressions;

namespace Mesh.Core.Model;

/// <summary>Text of others (a server's message, a tool's line, a pod's log) as it may be printed: what steers a terminal is taken out, other control characters are made visible.</summary>
internal static partial class Printable
{
    /// <summary>The text without escape sequences; line feeds and tabs stay, every other control character becomes its picture, such as ␍.</summary>
    public static string Of(string text) =>
        Control().Replace(text, match => match.ValueSpan is [var only] ? only switch { < ' ' => ((char)(0x2400 + only)).ToString(), '\x7f' => "␡", _ => "\uFFFD" } : "");

    /// <summary>The same folded into one line: each line break, with the blanks around it, becomes one space.</summary>
    public static string OneLine(string text) => string.Join(' ', Of(text.ReplaceLineEndings("\n")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The same folded, with a full stop unless it ends a sentence already; empty where there is nothing to say.</summary>
    public static string Sentence(string text)
    {
        var folded = OneLine(text.Replace('\r', '\n'));
        return folded is "" or [.., '.' or '?' or '!' or '…'] ? folded : folded + '.';
    }

    [GeneratedRegex(@"\e\[[0-?]*[ -/]*[@-~]|\e\][^\a\e]*(?:\a|\e\\)|[\p{Cc}-[\n\t]]", RegexOptions.CultureInvariant)]
    private static partial Regex Control();
}
