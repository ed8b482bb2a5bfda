using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Sources;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>Manifests in files, folders and on the standard input. Links are not followed, charts (folders with a Chart.yaml) are left to helm.</summary>
internal static class ManifestFiles
{
    private const string StandardInput = "-";

    // Nothing that is applied to a cluster is that large.
    private const long Largest = 64 * 1024 * 1024;

    private static readonly string[] Globs = ["**/*.yaml", "**/*.yml", "**/*.json"];

    /// <summary>Reads them side by side.</summary>
    /// <param name="paths">Files, folders, or - for the standard input.</param>
    /// <param name="exclude">Globs of files to leave out, relative to the folder they are in.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="into">Where what was read goes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: a path is not there; <see cref="ExitCode.InputOutput"/>: one cannot be read; <see cref="ExitCode.Configuration"/>: a glob is wrong.</exception>
    public static async Task ReadAsync(IReadOnlyList<string> paths, IReadOnlyList<string> exclude, LintRequest request, LintMaterial into, CancellationToken cancellation)
    {
        var files = paths.Where(path => path != StandardInput).SelectMany(path => FilesOf(path, exclude, request, cancellation)).DistinctBy(file => file.FullPath).ToList();
        var results = new (IReadOnlyList<MeshObject> Objects, Finding? Fault)[files.Count];
        var failures = await Batch.RunAsync(files.Count, index => results[index] = Read(files[index], request.Namespace), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (failures.OfType<Exception>().FirstOrDefault() is { } failure)
        {
            throw failure as MeshException ?? new MeshException(ExitCode.InputOutput, failure.Message, "Make the file readable, or leave it out under lint.exclude", failure);
        }

        into.Files += files.Count;
        foreach (var (objects, fault) in results)
        {
            into.Add(objects, fault);
        }

        if (paths.Contains(StandardInput))
        {
            var (objects, fault) = ManifestText.Read(await InputAsync(request, cancellation), new(OriginKind.Input, "standard input"), request.Namespace);
            into.Add(objects, fault);
        }
    }

    private static IEnumerable<(string Shown, string FullPath)> FilesOf(string path, IReadOnlyList<string> exclude, LintRequest request, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path, request.WorkingDirectory);
        if (File.Exists(full))
        {
            return [(Shown(full), full)];
        }

        if (!Directory.Exists(full))
        {
            throw new MeshException(ExitCode.NoInput, $"there is no file or folder {Model.Printable.OneLine(path)}", "Correct --path or lint.paths; they are relative to the working directory");
        }

        var found = SourceTree.Find(Path.TrimEndingDirectorySeparator(full), new SourceGlobs(new SourcesOptions { Include = Globs, Exclude = exclude }, "lint"), cancellation);
        var charts = found.Where(file => file.Path is "Chart.yaml" || file.Path.EndsWith("/Chart.yaml", StringComparison.Ordinal)).Select(file => file.Path[..^"Chart.yaml".Length]).ToList();
        return found.Where(file => !charts.Exists(chart => file.Path.StartsWith(chart, StringComparison.Ordinal))).Select(file => (Shown(file.FullPath), file.FullPath));

        // A path below the working directory is shown from there, as editors and code scanning want it.
        string Shown(string file) => Path.GetRelativePath(request.WorkingDirectory, file) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative.Replace('\\', '/') : file;
    }

    private static (IReadOnlyList<MeshObject> Objects, Finding? Fault) Read((string Shown, string FullPath) file, string ns)
    {
        try
        {
            return new FileInfo(file.FullPath).Length > Largest
                ? ([], LintFindings.Unreadable.On(file.Shown, $"it is larger than {Largest / 1024 / 1024} MiB", file.Shown, 1))
                : ManifestText.Read(File.ReadAllText(file.FullPath, Encoding.UTF8), new(OriginKind.File, file.Shown), ns);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{Model.Printable.OneLine(file.Shown)} cannot be read: {exception.Message}", "Make it readable, or leave it out under lint.exclude", exception);
        }
    }

    private static async Task<string> InputAsync(LintRequest request, CancellationToken cancellation)
    {
        await using var stream = request.OpenInput();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[64 * 1024];
        while (await reader.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > Largest)
            {
                throw new MeshException(ExitCode.MalformedInput, $"the standard input is larger than {Largest / 1024 / 1024} MiB", "Write it to files, and give those by --path");
            }
        }

        return text.ToString();
    }
}
