using System.Runtime.ExceptionServices;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Sources;

/// <summary>
/// Gives scripts and pipeline files LF line endings: CRLF and mixed to LF, a byte order mark before a shebang removed, a lone carriage return reported and left.
/// All files are read first, on all processors; only when every one could be read is the first one changed. Each change is atomic by itself.
/// </summary>
/// <remarks>
/// Never touched: a file in which a NUL byte occurs anywhere (binary, UTF-16), what .gitattributes calls <c>-text</c>, <c>binary</c> or <c>eol=crlf</c> or gives a
/// working-tree-encoding other than UTF-8, Windows scripts (.bat, .cmd, .ps1), and whatever lies behind a symbolic link or in .git.
/// </remarks>
/// <param name="journal">Where findings and notes go, in the order of the paths.</param>
/// <param name="gate">Lets the changes pass, or only shows them.</param>
public sealed class LineEndings(RunJournal journal, ChangeGate gate)
{
    private const int NamesShown = 10;

    /// <summary>Normalizes the files that the globs mean or, to check, only looks at them.</summary>
    /// <param name="options">The globs, relative to <paramref name="root"/>.</param>
    /// <param name="root">The folder to work in, normally the working directory; nothing outside is looked at but the .gitattributes above it in the same work tree.</param>
    /// <param name="check">True to change nothing and to end with <see cref="ExitCode.FindingsFound"/> when something would have to be changed.</param>
    /// <param name="cancellation">Stops it. A file is then the old one or the new one, and the journal says which.</param>
    /// <returns>What it met. No file at all is not an error.</returns>
    /// <exception cref="MeshException">
    /// <see cref="ExitCode.FindingsFound"/>: the check found something; <see cref="ExitCode.NoInput"/>: no such root; <see cref="ExitCode.Configuration"/>: a glob is wrong;
    /// <see cref="ExitCode.CannotCreate"/> or <see cref="ExitCode.InputOutput"/>: a file cannot be replaced or read; the first one decides, all are noted.
    /// </exception>
    public async Task<LineEndingsResult> NormalizeAsync(SourcesOptions options, string root, bool check, CancellationToken cancellation)
    {
        var globs = new SourceGlobs(options);
        var top = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var files = await Task.Run(() => SourceTree.Find(top, globs, cancellation), cancellation);
        var scans = await ScanAsync([.. files.Where(file => file.Treatment == Treatment.Normalize)], cancellation);
        var wrong = scans.Where(scan => scan.IsWrong).ToList();
        var binary = scans.Where(scan => scan.Found.HasNul).Select(scan => scan.File.Path).ToList();
        Tell("hold NUL bytes (binary or UTF-16) and are left alone", binary);
        Tell("have another working-tree-encoding and are left alone", [.. files.Where(file => file.Treatment == Treatment.OtherEncoding).Select(file => file.Path)]);
        Report(scans, check);

        var result = new LineEndingsResult(files.Count, wrong.Count, scans.Count(scan => scan.HasLoneCarriageReturns), files.Count - scans.Length + binary.Count);
        if (check)
        {
            journal.Summarize(wrong.Count == 0 ? $"{files.Count} file{(files.Count == 1 ? "" : "s")} checked" : $"{wrong.Count} of {files.Count} files need normalizing");
            return wrong.Count == 0 ? result : throw new MeshException(ExitCode.FindingsFound,
                $"{wrong.Count} of {files.Count} files have line endings or byte order marks that break scripts: {Names([.. wrong.Select(scan => $"{scan.File.Path} ({scan.Wrong})")])}",
                "Run Mesh.NormalizeLineEndings without --check");
        }

        await ChangeAsync(wrong, cancellation);
        journal.Summarize($"{wrong.Count} of {files.Count} files {(gate.DryRun == DryRun.Off ? "" : "would be ")}normalized");
        return result;
    }

    private async Task<LineEndingScan[]> ScanAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellation)
    {
        var scans = new LineEndingScan[files.Count];
        var failures = await Batch.RunAsync(files.Count, index => scans[index] = LineEndingScanner.Scan(files[index], cancellation), cancellation);
        ThrowFirst([.. failures.OfType<Exception>()], cancellation);
        return scans;
    }

    private static string Names(List<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");

    // The first change that the gate lets pass starts the work on all of them, on all processors; in a dry run none does. What the journal hears stays in order.
    private async Task ChangeAsync(List<LineEndingScan> wrong, CancellationToken cancellation)
    {
        var rewriting = new Lazy<Task<Exception?[]>>(() => Batch.RunAsync(wrong.Count, index => LineEndingRewriter.Rewrite(wrong[index], cancellation), cancellation));
        var failures = new List<Exception>();
        for (var index = 0; index < wrong.Count; index++)
        {
            var mine = index;
            try
            {
                await gate.PassAsync(
                    new Change
                    {
                        Target = "file",
                        Subject = wrong[index].File.Path,
                        Action = "normalize",
                        Diff = wrong[index].Diff,
                        Undo = wrong[index].Undo,
                        Execute = async _ =>
                        {
                            if ((await rewriting.Value)[mine] is { } failure)
                            {
                                ExceptionDispatchInfo.Throw(failure);
                            }
                        },
                    },
                    cancellation);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        ThrowFirst(failures, cancellation);
    }

    // In a run that mends them, the changes say what was wrong; what nobody mends is a finding in every run.
    private void Report(IEnumerable<LineEndingScan> scans, bool check)
    {
        foreach (var scan in scans.Where(scan => !scan.Found.HasNul))
        {
            var (path, found) = (scan.File.Path, scan.Found);
            if (check && found.HasMark)
            {
                journal.Find(Catalogue.ByteOrderMark.On(path, "EF BB BF before #!", path, 1));
            }

            if (check && found.CrLf > 0)
            {
                journal.Find(Catalogue.CarriageReturns.On(path, scan.Counts, path, Line(found.FirstCrLfLine)));
            }

            if (found.LoneCarriageReturns > 0)
            {
                journal.Find(Catalogue.LoneCarriageReturn.On(path, $"{found.LoneCarriageReturns} CR without LF, {scan.Counts}", path, Line(found.FirstLoneLine)));
            }
        }
    }

    private static int Line(long line) => (int)Math.Min(line, int.MaxValue);

    private void ThrowFirst(List<Exception> failures, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var failure in failures.Skip(1))
        {
            journal.Note(failure.Message);
        }

        switch (failures)
        {
            case []:
                return;
            case [MeshException first, _, ..]:
                throw new MeshException(first.ExitCode, $"{first.Reason} (and {failures.Count - 1} more, noted above)", first.Remedy, first);
            case [var first, ..]:
                ExceptionDispatchInfo.Throw(first);
                return;
        }
    }

    private void Tell(string what, List<string> paths)
    {
        if (paths.Count > 0)
        {
            journal.Note($"{paths.Count} files {what}: {Names(paths)}");
        }
    }
}
