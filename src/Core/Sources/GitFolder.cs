namespace Mesh.Core.Sources;

/// <summary>Where a work tree keeps its repository: in a folder .git or, in a linked work tree or a submodule, in a file .git that names one.</summary>
internal static class GitFolder
{
    /// <summary>The name of the folder or file at the top of a work tree.</summary>
    public const string Name = ".git";

    private const string Pointer = "gitdir:";

    /// <summary>The path of the repository's own attributes file; it need not exist. Null where the folder is no top of a work tree.</summary>
    /// <param name="top">The top of the work tree.</param>
    public static string? InfoAttributes(string top)
    {
        var git = Path.Combine(top, Name);
        if (File.Exists(git))
        {
            var text = File.ReadAllText(git).Trim();
            if (!text.StartsWith(Pointer, StringComparison.Ordinal))
            {
                return null;
            }

            git = Path.Combine(top, text[Pointer.Length..].Trim());
            var common = Path.Combine(git, "commondir");
            git = File.Exists(common) ? Path.Combine(git, File.ReadAllText(common).Trim()) : git;
        }

        return Directory.Exists(git) ? Path.Combine(git, "info", "attributes") : null;
    }
}
