using Mesh.Core.Configuration.Loading;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>The table that comes with the program, and what a user puts over it.</summary>
public static class SupportTables
{
    private const string File = "support.yaml";

    private static readonly Lazy<SupportTable> Own = new(() =>
    {
        using var stream = typeof(SupportTables).Assembly.GetManifestResourceStream(typeof(SupportTables), File)!;
        using var reader = new StreamReader(stream);
        return TableReader.Read(reader.ReadToEnd(), File);
    });

    /// <summary>The table that comes with the program.</summary>
    public static SupportTable BuiltIn => Own.Value;

    /// <summary>The table with the rows of a file over it.</summary>
    /// <param name="file">The file, relative to the working directory; null for the table alone.</param>
    /// <param name="workingDirectory">The working directory.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: the file is not there; <see cref="ExitCode.MalformedInput"/> with file:line: it is no such table; <see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static SupportTable Load(string? file, string workingDirectory)
    {
        if (file is null)
        {
            return BuiltIn;
        }

        var path = Path.GetFullPath(Path.Combine(workingDirectory, file));
        return System.IO.File.Exists(path)
            ? TableReader.Read(ConfigurationFile.Read(workingDirectory, file), file, BuiltIn)
            : throw new MeshException(ExitCode.NoInput, $"the table of istio.supportTable, {file}, {(Directory.Exists(path) ? "is a folder" : "is not there")}", "Correct the path, which is relative to the working directory, or leave istio.supportTable out for the table that comes with the program");
    }
}
