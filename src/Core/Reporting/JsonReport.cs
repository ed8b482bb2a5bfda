using System.Reflection;
using System.Text.Json;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Reporting;

/// <summary>The report for machines: <c>mesh-report.json</c>. Its members are described in docs/report.md.</summary>
public static class JsonReport
{
    /// <summary>The file's name in the report folder.</summary>
    public const string FileName = "mesh-report.json";

    /// <summary>Writes the report; a reader sees the old one or the new one, never a part.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="journal">What happened.</param>
    /// <param name="targets">The targets asked for.</param>
    /// <param name="dryRun">How much the run could do.</param>
    /// <param name="failure">How it failed; null when it went well.</param>
    /// <param name="time">The clock.</param>
    public static void Write(string folder, RunJournal journal, IReadOnlyList<string> targets, DryRun dryRun, Failure? failure, TimeProvider time)
    {
        var ended = time.GetUtcNow();
        var document = new ReportDocument
        {
            Run = new(typeof(JsonReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
                targets, dryRun.ToString(), journal.Started, ended, Seconds(ended - journal.Started)),
            Settings = journal.Settings,
            Steps = [.. journal.Steps.Select(step => new ReportDocument.StepPart(step.Name, step.Started, Seconds(step.Duration), step.Status, step.Note, step.Failure))],
            Changes = journal.Changes,
            Findings = journal.Findings,
            ToolCalls = [.. journal.ToolCalls.Select(call => new ReportDocument.ToolCallPart(call.Tool, call.Arguments, call.Started, Seconds(call.Duration), call.ExitCode))],
            ExitCode = failure?.ExitCode ?? ExitCode.Done,
            Failure = failure is null ? null : failure with { Reason = journal.Secrets.Mask(failure.Reason), Remedy = journal.Secrets.Mask(failure.Remedy) },
        };

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = File.Create(unfinished))
        {
            JsonSerializer.Serialize(stream, document, ReportJson.Default.ReportDocument);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 3);
}
