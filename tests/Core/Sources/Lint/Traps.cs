using System.Text.RegularExpressions;
using Mesh.Core.Tests.Configuration;

namespace Mesh.Core.Tests.Sources.Lint;

/// <summary>Scripts in the manner of those that people keep, each trap marked on its line, and twins without traps.</summary>
internal static partial class Traps
{
    /// <summary>Copies them into a folder, one with the line endings of Windows besides.</summary>
    public static ScriptFolder Write()
    {
        var source = Path.GetDirectoryName(Committed.Path("tests/Core/Sources/Lint/Traps.cs"))!;
        var folder = new ScriptFolder();
        foreach (var file in new[] { "traps", "clean" }.SelectMany(name => Directory.EnumerateFiles(Path.Combine(source, name), "*", SearchOption.AllDirectories)))
        {
            folder.Add(Path.GetRelativePath(source, file), File.ReadAllText(file));
        }

        folder.Add("traps/windows.sh", "#!/bin/bash\r\nset -e\r\n");
        return folder;
    }

    /// <summary>What is planted, as <c>file:line CODE</c>; a mark that ends in ^ is about the line above.</summary>
    public static IEnumerable<string> Planted(string root) => Directory.EnumerateFiles(Path.Combine(root, "traps"), "*", SearchOption.AllDirectories)
        .SelectMany(file => File.ReadLines(file).SelectMany((line, index) => Mark().Match(line) is { Success: true } mark
            ? mark.Groups["codes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => $"{Path.GetFileName(file)}:{(code.EndsWith('^') ? index : index + 1)} {code.TrimEnd('^')}")
            : []))
        .Append("windows.sh:1 SRC001");

    [GeneratedRegex("(#|//) trap: (?<codes>.*)$")]
    private static partial Regex Mark();
}
