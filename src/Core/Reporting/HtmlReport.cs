using System.Net;
using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Reporting;

/// <summary>The report for people: <c>mesh-report.html</c>, one file that needs nothing else and runs no script.</summary>
public static class HtmlReport
{
    /// <summary>The file's name in the report folder.</summary>
    public const string FileName = "mesh-report.html";

    private const string Style = "body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;max-width:72em;padding:0 1em;color:#1c1c1c;background:#fff}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.3em .6em;text-align:left;vertical-align:top}"
        + "pre{background:#f6f6f6;padding:.6em;overflow-x:auto;margin:0}.Error,.Failed{color:#a40000;font-weight:600}.Warning,.NotEvaluated{color:#7a5200}.Executed{color:#0b6623}";

    /// <summary>Writes the report.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="journal">What happened.</param>
    /// <param name="targets">The targets asked for.</param>
    /// <param name="failure">How it failed; null when it went well.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string folder, RunJournal journal, IReadOnlyList<string> targets, Failure? failure) => ReportFile.Write(folder, FileName, stream =>
    {
        using var page = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        page.WriteLine($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{Text(string.Join(", ", targets))}</title><style>{Style}</style></head><body>");
        page.WriteLine($"<h1>{Text(string.Join(", ", targets))}</h1>");
        page.WriteLine(failure is null ? "<p class=\"Executed\">exit 0: done</p>" : $"<p class=\"Failed\">exit {failure.ExitCode}: {Text(journal.Secrets.Mask($"{failure.Reason}. {failure.Remedy}"))}</p>");
        Table(page, "Steps", ["step", "status", "seconds", "note"], journal.Steps,
            step => [Text(step.Name), Class($"{step.Status}"), FormattableString.Invariant($"{step.Duration.TotalSeconds:0.0}"), Text(step.Note)]);
        Table(page, "Findings", ["code", "severity", "subject", "seen", "cause", "what to do"], journal.Findings,
            finding => [Text(finding.Code), Class($"{finding.Severity}"), Text(finding.File is null ? finding.Subject : $"{finding.File}:{finding.Line}"), Pre(finding.Evidence), Text(finding.Cause), Text(finding.Remedy)]);
        Table(page, "Changes", ["what", "done", "difference", "way back"], journal.Changes,
            change => [Text($"{change.Action} {change.Subject}"), Text(change.Executed ? "yes" : change.Checked ?? "no"), Pre(change.Diff), Text(change.Undo ?? "")]);
        Table(page, "Settings", ["key", "value", "origin"], journal.Settings, setting => [Text(setting.Path), Text(setting.Value), Text(setting.Origin)]);
        Table(page, "Tools", ["tool", "arguments", "seconds", "code"], journal.ToolCalls,
            call => [Text(call.Tool), Pre(string.Join('\n', call.Arguments)), FormattableString.Invariant($"{call.Duration.TotalSeconds:0.0}"), FormattableString.Invariant($"{call.ExitCode}")]);
        page.WriteLine("</body></html>");
    });

    private static void Table<T>(TextWriter page, string title, string[] heads, IReadOnlyList<T> items, Func<T, string[]> cells)
    {
        if (items.Count == 0)
        {
            return;
        }

        page.WriteLine($"<h2>{title}</h2><table><tr>{string.Concat(heads.Select(head => $"<th>{head}</th>"))}</tr>");
        foreach (var item in items)
        {
            page.WriteLine($"<tr>{string.Concat(cells(item).Select(cell => $"<td>{cell}</td>"))}</tr>");
        }

        page.WriteLine("</table>");
    }

    private static string Class(string word) => $"<span class=\"{word}\">{word}</span>";

    private static string Pre(string text) => text.Length == 0 ? "" : $"<pre>{Text(text)}</pre>";

    private static string Text(string text) => WebUtility.HtmlEncode(Printable.Of(text));
}
