using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Sources.Lint.Files;

namespace Mesh.Core.Sources.Lint;

/// <summary>
/// Looks through shell scripts, Jenkinsfiles, workflows and makefiles for what makes a delivery fail in silence, and says which typed target takes its place.
/// Files are read side by side and one at a time each; nothing is run and nothing is changed.
/// </summary>
/// <param name="journal">Where findings go, in the order of the paths and lines.</param>
public sealed class ScriptLint(RunJournal journal)
{
    // A script of that size was made by a machine; nobody delivers by it.
    private const long Largest = 8 * 1024 * 1024;

    /// <summary>Looks at the files of sources.include, and at workflows, Jenkinsfiles and makefiles wherever they are.</summary>
    /// <param name="options">The globs, relative to <paramref name="root"/>.</param>
    /// <param name="root">The folder to look in.</param>
    /// <param name="failOn">From which severity on a finding ends the run with 79.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/>: a finding at or above <paramref name="failOn"/>; <see cref="ExitCode.NoInput"/>: no such root; <see cref="ExitCode.Configuration"/>: a glob is wrong;
    /// <see cref="ExitCode.InputOutput"/>: a file cannot be read.</exception>
    public async Task RunAsync(SourcesOptions options, string root, Severity failOn, CancellationToken cancellation)
    {
        var globs = new SourceGlobs(options with { Include = [.. options.Include, .. ScriptKinds.Globs] });
        var top = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var files = await Task.Run(() => SourceTree.Find(top, globs, cancellation), cancellation);
        var results = new LintedFile[files.Count];
        var failures = await Batch.RunAsync(files.Count, index => results[index] = Look(files[index]), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (failures.OfType<Exception>().FirstOrDefault() is { } failure)
        {
            throw failure as MeshException ?? new MeshException(ExitCode.InputOutput, failure.Message, "Make the file readable, or leave it out under sources.exclude", failure);
        }

        Tell(results, failOn);
    }

    private static LintedFile Look(SourceFile file)
    {
        var info = new FileInfo(file.FullPath);
        if (info.Length > Largest)
        {
            return LintedFile.Without(file.Path, $"is larger than {Largest / 1024 / 1024} MiB");
        }

        string text;
        try
        {
            text = File.ReadAllText(file.FullPath, Encoding.UTF8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{file.Path} cannot be read: {exception.Message}", "Make it readable, or leave it out under sources.exclude", exception);
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return LintedFile.Without(file.Path, "holds NUL bytes (binary or UTF-16)");
        }

        if (ScriptKinds.Of(file.Path, text) is not { } kind)
        {
            return LintedFile.Without(file.Path, "is written in something else");
        }

        var remarks = Remarks.Of(text);
        var hits = Find(kind, text).Concat(LineEndings(file, text)).Distinct().OrderBy(hit => hit.Line).ThenBy(hit => hit.Kind.Code, StringComparer.Ordinal).ToList();
        var accepted = hits.Select(hit => (hit, Reason: remarks.ReasonFor(hit))).Where(item => item.Reason is not null).ToDictionary(item => item.hit, item => item.Reason!);
        return new(file.Path, [.. hits.Where(hit => !accepted.ContainsKey(hit)).Concat(remarks.Empty)], accepted, null);
    }

    private static IEnumerable<Hit> Find(ScriptKind kind, string text) => kind switch
    {
        ScriptKind.Jenkinsfile => Jenkinsfile.Find(text),
        ScriptKind.Workflow => WorkflowFile.Find(text),
        ScriptKind.Makefile => MakeFile.Find(text),
        _ => ShellFile.Find(text, 1, Settings(text)),
    };

    // Options of the shebang hold for the whole script.
    private static ShellSettings Settings(string text) =>
        ShellSettings.Plain with { PipeFails = text.StartsWith("#!", StringComparison.Ordinal) && text.AsSpan(0, text.IndexOf('\n', StringComparison.Ordinal) is var end and > 0 ? end : text.Length).Contains("pipefail", StringComparison.Ordinal) };

    private static IEnumerable<Hit> LineEndings(SourceFile file, string text)
    {
        var at = file.Treatment == Treatment.Normalize ? text.IndexOf("\r\n", StringComparison.Ordinal) : -1;
        var line = at < 0 ? 0 : text.AsSpan(0, at).Count('\n') + 1;
        return at < 0 ? [] : [new(Catalogue.CarriageReturns, line, line, $"{text.Split("\r\n").Length - 1} lines end in CR LF")];
    }

    private void Tell(LintedFile[] results, Severity failOn)
    {
        var (found, worst) = (0, new List<Finding>());
        foreach (var result in results)
        {
            foreach (var hit in result.Hits)
            {
                var finding = hit.Kind.On(result.Path, Model.Printable.OneLine(hit.Evidence), result.Path, hit.Line);
                finding = hit.Instead is null ? finding : finding with { Remedy = hit.Instead };
                journal.Find(finding);
                found++;
                if (finding.Severity >= failOn)
                {
                    worst.Add(finding);
                }
            }
        }

        var accepted = results.SelectMany(result => result.Accepted.Select(item => (result.Path, Hit: item.Key, Reason: item.Value))).ToList();
        journal.Attach("scripts", new JsonObject
        {
            ["files"] = results.Length,
            ["accepted"] = new JsonArray([.. accepted.Select(item => (JsonNode)new JsonObject { ["file"] = item.Path, ["line"] = item.Hit.Line, ["code"] = item.Hit.Kind.Code, ["reason"] = Model.Printable.OneLine(item.Reason) })]),
            ["passedOver"] = new JsonArray([.. results.Where(result => result.PassedOver is not null).Select(result => (JsonNode)new JsonObject { ["file"] = result.Path, ["why"] = result.PassedOver })]),
        });
        journal.Summarize($"{results.Length} file{(results.Length == 1 ? "" : "s")}, {found} finding{(found == 1 ? "" : "s")}, {accepted.Count} accepted");
        if (worst is [var first, ..])
        {
            throw new MeshException(ExitCode.FindingsFound, $"{worst.Count} place{(worst.Count == 1 ? "" : "s")} in {results.Count(result => result.Hits.Count > 0)} of {results.Length} files can fail in silence, the first {first.Code} at {first.File}:{first.Line}: {first.Evidence}", first.Remedy);
        }
    }

    private sealed record LintedFile(string Path, IReadOnlyList<Hit> Hits, IReadOnlyDictionary<Hit, string> Accepted, string? PassedOver)
    {
        public static LintedFile Without(string path, string why) => new(path, [], new Dictionary<Hit, string>(), why);
    }
}
