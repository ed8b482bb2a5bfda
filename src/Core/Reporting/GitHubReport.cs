using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Reporting;

/// <summary>What GitHub Actions shows of a run: annotations at the lines of a change, and a page of the job. Source of the form: GitHub's workflow commands.</summary>
public static class GitHubReport
{
    // GitHub shows ten annotations of each severity per step, and keeps 1 MiB of a summary.
    private const int MostAnnotations = 10;
    private const int MostRows = 500;

    /// <summary>Writes the annotations, a line each.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="journal">What happened.</param>
    /// <param name="failure">How the run failed; null when it went well.</param>
    public static void Annotate(TextWriter output, RunJournal journal, Failure? failure)
    {
        foreach (var severity in new[] { Severity.Error, Severity.Warning })
        {
            foreach (var finding in journal.Findings.Where(finding => finding.Severity == severity).Take(MostAnnotations))
            {
                var place = finding.File is null ? "" : $"file={Property(finding.File)},line={finding.Line ?? 1},";
                output.WriteLine($"::{(severity == Severity.Error ? "error" : "warning")} {place}title={Property(finding.Code)}::{Data($"{finding.Subject}: {finding.Evidence}. {finding.Remedy}")}");
            }
        }

        if (failure is not null)
        {
            output.WriteLine($"::error title=exit {failure.ExitCode}::{Data(journal.Secrets.Mask($"{failure.Reason}. {failure.Remedy}"))}");
        }
    }

    /// <summary>Adds the page of the run to the job's summary.</summary>
    /// <param name="path">The file that GITHUB_STEP_SUMMARY names.</param>
    /// <param name="journal">What happened.</param>
    /// <param name="failure">How the run failed; null when it went well.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Summarize(string path, RunJournal journal, Failure? failure)
    {
        using var page = new StreamWriter(path, append: true, new UTF8Encoding(false)) { NewLine = "\n" };
        page.WriteLine(failure is null ? "## Mesh: done\n" : $"## Mesh: exit {failure.ExitCode}\n\n{Cell(journal.Secrets.Mask($"{failure.Reason}. {failure.Remedy}"))}\n");
        page.WriteLine("| step | status | seconds | |\n|---|---|---|---|");
        foreach (var step in journal.Steps)
        {
            page.WriteLine(FormattableString.Invariant($"| {Cell(step.Name)} | {step.Status} | {step.Duration.TotalSeconds:0.0} | {Cell(step.Note)} |"));
        }

        if (journal.Findings.Count > 0)
        {
            page.WriteLine("\n| finding | severity | subject | seen | what to do |\n|---|---|---|---|---|");
            foreach (var finding in journal.Findings.Take(MostRows))
            {
                page.WriteLine($"| {finding.Code} | {finding.Severity} | {Cell(finding.Subject)} | {Cell(finding.Evidence)} | {Cell(finding.Remedy)} |");
            }

            page.WriteLine(journal.Findings.Count > MostRows ? $"\nand {journal.Findings.Count - MostRows} more, in {JsonReport.FileName}" : "");
        }
    }

    private static string Data(string text) => Printable.Of(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    // Nothing that others wrote becomes markup of the page.
    private static string Cell(string text) => Printable.OneLine(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);
}
