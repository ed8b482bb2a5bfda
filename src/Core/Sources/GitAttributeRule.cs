using System.Text;

namespace Mesh.Core.Sources;

/// <summary>One line of a .gitattributes file: a pattern, or the name of a macro, and the attributes it gives.</summary>
/// <param name="Macro">The name the line defines as a macro; null for a line about paths.</param>
/// <param name="Pattern">The paths it is about; empty for a macro.</param>
/// <param name="Assignments">Attribute and state in the order they stand there; a state is <c>set</c>, <c>unset</c>, <c>unspecified</c> or a value, as <c>git check-attr</c> prints it.</param>
internal sealed record GitAttributeRule(string? Macro, string Pattern, IReadOnlyList<(string Attribute, string State)> Assignments)
{
    private const string MacroPrefix = "[attr]";

    // Git ignores longer lines and larger files, and so must whoever wants to agree with it.
    private const int LongestLine = 2048;
    private const long LargestFile = 100L << 20;

    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    // A pattern without a slash is about names at any depth; one with a slash begins at the folder of its file.
    private readonly bool atAnyDepth = !Pattern.Contains('/', StringComparison.Ordinal);
    private readonly PathPattern paths = new(GitQuoting.Bytes(Pattern is ['/', .. var rest] ? rest : Pattern));

    /// <summary>The rules of a file in their order; none where there is no file, or where it is a symbolic link, which Git does not follow either.</summary>
    /// <param name="path">The path of the file.</param>
    public static IReadOnlyList<GitAttributeRule> Read(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null && file.Length < LargestFile
            ? [.. File.ReadAllText(path).Split('\n').Select(Parse).OfType<GitAttributeRule>()]
            : [];
    }

    /// <summary>The rule of a line; null for a comment, a blank line, and what Git ignores: a negative pattern, an attribute name it does not allow.</summary>
    /// <param name="line">The line.</param>
    public static GitAttributeRule? Parse(string line)
    {
        var text = line.TrimStart(Blanks);
        if (text is "" or ['#', ..] || Encoding.UTF8.GetByteCount(line) >= LongestLine)
        {
            return null;
        }

        var (head, rest) = GitQuoting.Unquote(text) ?? Word(text);
        var macro = head.Length > MacroPrefix.Length && head.StartsWith(MacroPrefix, StringComparison.Ordinal) ? head[MacroPrefix.Length..] : null;
        if (macro is null ? head is "" or ['!', ..] : !IsName(macro))
        {
            return null;
        }

        var assignments = rest.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Select(Assignment).ToList();
        return assignments.TrueForAll(assignment => IsName(assignment.Attribute)) ? new(macro, macro is null ? head : "", assignments) : null;
    }

    /// <summary>Whether the rule is about a path.</summary>
    /// <param name="path">The path, relative to the folder of the rule's file, as <see cref="GitQuoting.Bytes"/> has it.</param>
    public bool Covers(ReadOnlySpan<char> path) => Macro is null && paths.Matches(atAnyDepth ? path[(path.LastIndexOf('/') + 1)..] : path);

    private static (string Attribute, string State) Assignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        return name switch
        {
            ['-', .. var unset] => (unset, "unset"),
            ['!', .. var unspecified] => (unspecified, "unspecified"),
            _ => (name, equals < 0 ? "set" : word[(equals + 1)..]),
        };
    }

    private static (string Head, string Tail) Word(string text)
    {
        var end = text.IndexOfAny(Blanks);
        return end < 0 ? (text, "") : (text[..end], text[end..]);
    }

    private static bool IsName(string name) => name is not ("" or ['-', ..]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_');
}
