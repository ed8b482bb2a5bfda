using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Reporting;

/// <summary>
/// Tells a person what happens. On a terminal, what takes time is rewritten in place; elsewhere each new state is a plain line of its own,
/// without escapes and without wrapping, so that a CI log can be searched.
/// </summary>
/// <param name="output">Where to print.</param>
/// <param name="terminal">True when <paramref name="output"/> understands escapes.</param>
public sealed class ConsoleReporter(TextWriter output, bool terminal) : IJournalListener
{
    private readonly LiveLines live = new(output, terminal);
    private readonly Style style = new(terminal);

    /// <inheritdoc/>
    public void OnStep(Step step)
    {
        if (step.Status != StepStatus.Running)
        {
            live.Clear();
            output.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnNote(string text) => live.Print(Printable.Of(text.ReplaceLineEndings("\n")));

    /// <inheritdoc/>
    public void OnProgress(string key, string text, bool finished) => live.Update(key, Printable.OneLine($"{key}: {text}"), finished);

    /// <inheritdoc/>
    public void OnToolOutput(string tool, string line, bool isError) => live.Print($"{style.Dim(tool + "|")} {Printable.Of(line)}");

    /// <inheritdoc/>
    public void OnFinding(Finding finding)
    {
        var place = finding.File is null ? finding.Subject : finding.Line is null ? finding.File : $"{finding.File}:{finding.Line}";
        var seen = Printable.Of(finding.Evidence.ReplaceLineEndings("\n")).Split('\n');
        live.Print($"{style.Of(finding.Severity, $"{finding.Severity.ToString().ToLowerInvariant()} {finding.Code}")} {Printable.OneLine(place)}: {seen[0]}");
        foreach (var line in seen.Skip(1).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            live.Print($"  {style.Dim("|")} {line.TrimEnd()}");
        }

        live.Print($"  {Printable.Sentence(finding.Cause)} {Printable.Sentence(finding.Remedy)}");
    }

    /// <inheritdoc/>
    public void OnChange(ChangeRecord change)
    {
        var (refused, stopped) = (Says("refused"), Says("stopped"));
        // No server has a say in a file; what it refuses is told by the operating system.
        var answer = change.Checked is null ? "" : $" ({(change.Target == "file" || stopped ? "" : "server: ")}{Printable.OneLine(change.Checked)})";
        live.Print($"{(change.Executed ? "changed" : refused ? "REFUSED" : stopped ? "STOPPED" : "would change")}: {change.Action} {Printable.OneLine(change.Subject)}{answer}");
        foreach (var line in change.Diff.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            live.Print("  " + style.DiffLine(Printable.Of(line)));
        }

        bool Says(string word) => change.Checked?.StartsWith(word, StringComparison.Ordinal) is true;
    }

    /// <summary>The table of steps, at the end of a run.</summary>
    /// <param name="journal">What happened.</param>
    public void WriteSummary(RunJournal journal)
    {
        live.Clear();
        if (journal.Steps.Count == 0)
        {
            return;
        }

        var rows = journal.Steps.Select(step => (step.Name, Status: step.Status.ToString(), Duration: Elapsed(step.Duration), Note: Short(step.Failure?.Reason ?? step.Note), Kind: step.Status)).ToList();
        var (name, status, duration) = (Width("Step", rows.Select(row => row.Name)), Width("Status", rows.Select(row => row.Status)), Width("Time", rows.Select(row => row.Duration)));
        output.WriteLine();
        output.WriteLine($"{"Step".PadRight(name)}  {"Status".PadRight(status)}  {"Time".PadLeft(duration)}");
        foreach (var row in rows)
        {
            output.WriteLine($"{row.Name.PadRight(name)}  {style.Of(row.Kind, row.Status.PadRight(status))}  {row.Duration.PadLeft(duration)}  {row.Note}".TrimEnd());
        }

        var errors = journal.Findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = journal.Findings.Count(finding => finding.Severity == Severity.Warning);
        output.WriteLine($"{Count(journal.Changes.Count(change => change.Executed), "change")} made, {Count(journal.Changes.Count(change => !change.Executed), "change")} not made, {Count(errors, "error")}, {Count(warnings, "warning")}");
    }

    private static int Width(string header, IEnumerable<string> cells) => cells.Append(header).Max(cell => cell.Length);

    private static string Elapsed(TimeSpan duration) =>
        duration.TotalMinutes >= 1 ? $"{(int)duration.TotalMinutes}m{duration.Seconds:00}s" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0}s");

    // The whole reason stands above and in the last line; the table stays a table.
    private static string Short(string note)
    {
        const int most = 100;
        var line = Printable.Of(note.ReplaceLineEndings("\n")).Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line), "").Trim();
        // Half a letter of two units would come out as a question mark.
        return line.Length <= most ? line : $"{line[..(char.IsHighSurrogate(line[most - 1]) ? most - 1 : most)]}…";
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
