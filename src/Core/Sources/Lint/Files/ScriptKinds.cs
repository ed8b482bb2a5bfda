namespace Mesh.Core.Sources.Lint.Files;

/// <summary>Tells by a file's name and first line what it is written in.</summary>
internal static class ScriptKinds
{
    private static readonly string[] Shells = ["sh", "bash", "dash", "ksh", "ash"];

    /// <summary>What is looked at besides sources.include.</summary>
    public static IReadOnlyList<string> Globs { get; } = ["**/*.bash", "**/Jenkinsfile*", "**/*.jenkinsfile", ".github/workflows/*.yml", ".github/workflows/*.yaml", "**/action.yml", "**/action.yaml", "**/Makefile", "**/makefile", "**/GNUmakefile", "**/*.mk"];

    /// <summary>The kind; null for what is none of them.</summary>
    /// <param name="path">The path, with slashes.</param>
    /// <param name="text">The text.</param>
    public static ScriptKind? Of(string path, string text)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name switch
        {
            _ when name.StartsWith("Jenkinsfile", StringComparison.Ordinal) || name.EndsWith(".jenkinsfile", StringComparison.Ordinal) || name.EndsWith(".groovy", StringComparison.Ordinal) => ScriptKind.Jenkinsfile,
            "Makefile" or "makefile" or "GNUmakefile" => ScriptKind.Makefile,
            _ when name.EndsWith(".mk", StringComparison.Ordinal) => ScriptKind.Makefile,
            _ when name.EndsWith(".yml", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal) => ScriptKind.Workflow,
            _ when IsShell(text) ?? name.EndsWith("sh", StringComparison.Ordinal) => ScriptKind.Shell,
            _ => null,
        };
    }

    // Null where the first line says nothing.
    private static bool? IsShell(string text)
    {
        if (!text.StartsWith("#!", StringComparison.Ordinal))
        {
            return null;
        }

        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var words = text[2..(end < 0 ? text.Length : end)].Split([' ', '/', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Any(Shells.Contains);
    }
}
