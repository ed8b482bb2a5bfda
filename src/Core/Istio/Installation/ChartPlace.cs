using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Installation;

/// <summary>What istio.charts names: something on this machine, or something that helm fetches.</summary>
internal static class ChartPlace
{
    private const string Placeholder = "{version}";
    private const int MostNamed = 10;

    /// <summary>True for an address or a repository, which helm finds by itself.</summary>
    /// <param name="charts">istio.charts with its version put in.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    public static bool IsRemote(string charts, string workingDirectory) =>
        IsAddress(charts) || (!charts.Contains('/', StringComparison.Ordinal) && !charts.Contains('\\', StringComparison.Ordinal) && charts is not ("." or "..")
            && !Directory.Exists(Path.GetFullPath(charts, workingDirectory)));

    /// <summary>True for https://, http:// and oci://.</summary>
    public static bool IsAddress(string charts) => charts.Contains("://", StringComparison.Ordinal);

    /// <summary>The folder, which is there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>, with the versions that are there.</exception>
    public static string Folder(string pattern, string version, string workingDirectory)
    {
        var folder = Path.GetFullPath(pattern.Replace(Placeholder, version, StringComparison.Ordinal), workingDirectory);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var there = Versions(pattern, workingDirectory);
        var where = pattern.Contains(Placeholder, StringComparison.Ordinal) ? $" for istio.version {version}" : "";
        throw new MeshException(ExitCode.NoInput, $"the charts{where} are not there: no folder {folder}; {Say(there)}",
            there.Count > 0 ? "Fetch the charts of this version, or set istio.version to one that is there" : $"Check istio.charts, which is {Printable.OneLine(pattern)}; relative paths begin at {workingDirectory}");
    }

    /// <summary>The versions among some, newest first, in words.</summary>
    public static string Say(IReadOnlyList<string> versions) => versions.Count == 0
        ? "no version is there"
        : $"versions that are there: {string.Join(", ", versions.Take(MostNamed))}{(versions.Count > MostNamed ? $" and {versions.Count - MostNamed} more" : "")}";

    /// <summary>Newest first, as far as they are versions; the others, such as a folder called latest, come last.</summary>
    public static IReadOnlyList<string> Sorted(IEnumerable<string> versions) =>
        [.. versions.Distinct().OrderByDescending(text => KubeVersion.TryParse(text, out var version) ? version : null).ThenBy(text => text, StringComparer.Ordinal)];

    // What could stand in the place of the version so that a folder is there.
    private static IReadOnlyList<string> Versions(string pattern, string workingDirectory)
    {
        var at = pattern.IndexOf(Placeholder, StringComparison.Ordinal);
        if (at < 0)
        {
            return [];
        }

        var start = pattern[..at].LastIndexOfAny(['/', '\\']) + 1;
        var end = pattern.IndexOfAny(['/', '\\'], at) is var slash and >= 0 ? slash : pattern.Length;
        var (before, after) = (pattern[start..at], pattern[(at + Placeholder.Length)..end]);
        var parent = Path.GetFullPath(start == 0 ? "." : pattern[..start], workingDirectory);
        if (!Directory.Exists(parent) || after.Contains(Placeholder, StringComparison.Ordinal))
        {
            return [];
        }

        return Sorted(
            from path in Directory.EnumerateDirectories(parent)
            let name = Path.GetFileName(path)
            where name.Length > before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
            let version = name[before.Length..^after.Length]
            where Directory.Exists(Path.GetFullPath(pattern.Replace(Placeholder, version, StringComparison.Ordinal), workingDirectory))
            select Printable.OneLine(version));
    }
}
