using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Reporting;

/// <summary>The report for machines: <c>mesh-report.json</c>. Its members are described in docs/report.md.</summary>
/// <remarks>Written member by member: a serializer would cost a tenth of the time that a refused run takes in all.</remarks>
public static class JsonReport
{
    /// <summary>The file's name in the report folder.</summary>
    public const string FileName = "mesh-report.json";

    // Members are only ever added; one that changes its meaning raises this.
    private const int SchemaVersion = 1;

    // The file is read by JSON parsers, never put into a page as it is: letters of all languages stay readable.
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the report.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="journal">What happened.</param>
    /// <param name="targets">The targets asked for.</param>
    /// <param name="dryRun">How much the run could do.</param>
    /// <param name="failure">How it failed; null when it went well.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string folder, RunJournal journal, IReadOnlyList<string> targets, DryRun dryRun, Failure? failure, TimeProvider time)
    {
        ReportFile.Write(folder, FileName, stream =>
        {
            using var json = new Utf8JsonWriter(stream, Format);
            WriteAll(json, journal, targets, dryRun, failure, time.GetUtcNow());
        });
    }

    private static void WriteAll(Utf8JsonWriter json, RunJournal journal, IReadOnlyList<string> targets, DryRun dryRun, Failure? failure, DateTimeOffset ended)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        WriteRun(json, journal, targets, dryRun, ended);
        WriteList(json, "settings", journal.Settings, WriteSetting);
        WriteList(json, "steps", journal.Steps, WriteStep);
        WriteList(json, "changes", journal.Changes, WriteChange);
        WriteList(json, "findings", journal.Findings, WriteFinding);
        WriteList(json, "toolCalls", journal.ToolCalls, WriteToolCall);
        foreach (var (name, value) in journal.Results)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteNumber("exitCode", failure?.ExitCode ?? ExitCode.Done);
        WriteFailure(json, failure is null ? null : failure with { Reason = journal.Secrets.Mask(failure.Reason), Remedy = journal.Secrets.Mask(failure.Remedy) });
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunJournal journal, IReadOnlyList<string> targets, DryRun dryRun, DateTimeOffset ended)
    {
        json.WriteStartObject("run");
        json.WriteString("version", typeof(JsonReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
        WriteStrings(json, "targets", targets);
        json.WriteString("dryRun", dryRun.ToString());
        json.WriteString("started", journal.Started);
        json.WriteString("ended", ended);
        WriteDuration(json, ended - journal.Started);
        json.WriteEndObject();
    }

    private static void WriteSetting(Utf8JsonWriter json, Setting setting)
    {
        json.WriteString("path", setting.Path);
        json.WriteString("value", setting.Value);
        json.WriteString("origin", setting.Origin);
    }

    private static void WriteStep(Utf8JsonWriter json, Step step)
    {
        json.WriteString("name", step.Name);
        json.WriteString("started", step.Started);
        WriteDuration(json, step.Duration);
        json.WriteString("status", step.Status.ToString());
        json.WriteString("note", step.Note);
        WriteFailure(json, step.Failure);
    }

    private static void WriteChange(Utf8JsonWriter json, ChangeRecord change)
    {
        json.WriteString("target", change.Target);
        json.WriteString("subject", change.Subject);
        json.WriteString("action", change.Action);
        json.WriteString("diff", change.Diff);
        WriteOptional(json, "undo", change.Undo);
        json.WriteBoolean("executed", change.Executed);
        WriteOptional(json, "checked", change.Checked);
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code);
        json.WriteString("severity", finding.Severity.ToString());
        json.WriteString("subject", finding.Subject);
        json.WriteString("evidence", finding.Evidence);
        json.WriteString("cause", finding.Cause);
        json.WriteString("remedy", finding.Remedy);
        WriteOptional(json, "file", finding.File);
        if (finding.Line is { } line)
        {
            json.WriteNumber("line", line);
        }
    }

    private static void WriteToolCall(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteString("tool", call.Tool);
        WriteStrings(json, "arguments", call.Arguments);
        json.WriteString("started", call.Started);
        WriteDuration(json, call.Duration);
        json.WriteNumber("exitCode", call.ExitCode);
    }

    private static void WriteFailure(Utf8JsonWriter json, Failure? failure)
    {
        if (failure is not null)
        {
            json.WriteStartObject("failure");
            json.WriteNumber("exitCode", failure.ExitCode);
            json.WriteString("reason", failure.Reason);
            json.WriteString("remedy", failure.Remedy);
            json.WriteEndObject();
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteDuration(Utf8JsonWriter json, TimeSpan duration) => json.WriteNumber("durationSeconds", Math.Round(duration.TotalSeconds, 3));
}
