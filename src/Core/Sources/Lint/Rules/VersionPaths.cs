using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Versions that are part of a path.</summary>
internal static partial class VersionPaths
{
    public static IEnumerable<Hit> Find(ShellCommand command) =>
        from word in command.Words.Concat(command.Assignments)
        where !word.Text.Contains("://", StringComparison.Ordinal) && !IsImage(word.Text)
        let match = Folder().Match(word.Text)
        where match.Success
        select new Hit(ScriptFindings.VersionInPath, word.Line, command.LastLine, Shown(word.Text));

    // A registry's host has a dot or a port before the first slash; what follows is a name with a tag, not a path.
    private static bool IsImage(string word) => word.LastIndexOf(':') > word.LastIndexOf('/') && word.Contains(':', StringComparison.Ordinal);

    private static string Shown(string text)
    {
        var shown = text.Replace(ShellWord.Unknown, '…').ReplaceLineEndings(" ");
        return shown.Length > 120 ? shown[..119] + "…" : shown;
    }


    // A folder of that name: there is a slash on at least one side of it.
    [GeneratedRegex(@"(/([A-Za-z][\w.]*-)*v?[0-9]+\.[0-9]+\.[0-9]+(/|$))|((^|=)([A-Za-z][\w.]*-)+v?[0-9]+\.[0-9]+\.[0-9]+/)", RegexOptions.CultureInvariant)]
    private static partial Regex Folder();
}
