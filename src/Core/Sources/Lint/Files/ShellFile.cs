using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Rules;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Files;

/// <summary>A shell script, as a file or within another.</summary>
internal static class ShellFile
{
    /// <summary>What is wrong with it.</summary>
    /// <param name="text">The script.</param>
    /// <param name="firstLine">The number of its first line in the file.</param>
    /// <param name="settings">How its shell is set.</param>
    public static IEnumerable<Hit> Find(string text, int firstLine, ShellSettings settings)
    {
        try
        {
            return ScriptRules.Find(ShellParser.Parse(text, firstLine), settings);
        }
        catch (ShellSyntaxException fault)
        {
            return [new(ScriptFindings.Unreadable, fault.Line, fault.Line, fault.Message)];
        }
    }
}
