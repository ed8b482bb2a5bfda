using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Sources;

/// <summary>Which files are meant: the includes without the excludes.</summary>
/// <remarks>
/// A glob begins at the root: <c>Jenkinsfile*</c> is about files there, <c>**/Jenkinsfile*</c> about files anywhere. A glob that ends in a slash means everything in that folder;
/// an exclude that matches a folder leaves out everything in it.
/// </remarks>
internal sealed class SourceGlobs
{
    private readonly PathPattern[] includes;
    private readonly PathPattern[] excludes;

    /// <param name="options">The globs as configured.</param>
    /// <param name="key">Where they are configured, for error messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: a glob leaves the root, or is not one.</exception>
    public SourceGlobs(SourcesOptions options, string key = "sources")
    {
        includes = [.. options.Include.Select((glob, index) => new PathPattern(Plain(glob, $"{key}.include[{index}]") + (glob.EndsWith('/') ? "/**" : "")))];
        excludes = [.. options.Exclude.Select((glob, index) => new PathPattern(Plain(glob, $"{key}.exclude[{index}]")))];
    }

    /// <summary>Whether a file is meant.</summary>
    /// <param name="path">Its path relative to the root, with slashes.</param>
    public bool Take(string path) => Array.Exists(includes, glob => glob.Matches(path)) && !Leave(path);

    /// <summary>Whether a file, or a folder with everything in it, is left out.</summary>
    /// <param name="path">Its path relative to the root, with slashes.</param>
    public bool Leave(string path) => Array.Exists(excludes, glob => glob.Matches(path));

    // The glob without what means nothing in it: "./", doubled slashes and one at its end.
    private static string Plain(string glob, string key)
    {
        var parts = glob.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToList();
        var wrong = glob switch
        {
            ['/' or '~', ..] or [_, ':', ..] => "is an absolute path",
            _ when parts.TrueForAll(string.IsNullOrWhiteSpace) => "names nothing",
            _ when parts.Contains("..") => "leaves the root by ..",
            ['!', ..] => "begins with an exclamation mark",
            _ when glob.Contains('\\', StringComparison.Ordinal) => "holds a backslash",
            _ when glob.Replace("[{]", "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) => "holds a brace",
            _ => null,
        };
        return wrong is null ? string.Join('/', parts) : throw new MeshException(ExitCode.Configuration, $"{key}: the glob \"{glob}\" {wrong}",
            "Write it relative to the root with / between folders; *, ?, [abc] and **/ are known. Alternatives are one glob each, and what is not meant goes under exclude");
    }
}
