using System.Text.Json.Serialization;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Reporting;

/// <summary>mesh-report.json. Members are only ever added; one that changes its meaning raises <see cref="SchemaVersion"/>.</summary>
internal sealed record ReportDocument
{
    /// <summary>The version of this document's shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    public required RunPart Run { get; init; }

    public required IReadOnlyList<Setting> Settings { get; init; }

    public required IReadOnlyList<StepPart> Steps { get; init; }

    public required IReadOnlyList<ChangeRecord> Changes { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyList<ToolCallPart> ToolCalls { get; init; }

    public required int ExitCode { get; init; }

    public Failure? Failure { get; init; }

    internal sealed record RunPart(string Version, IReadOnlyList<string> Targets, string DryRun, DateTimeOffset Started, DateTimeOffset Ended, double DurationSeconds);

    internal sealed record StepPart(string Name, DateTimeOffset Started, double DurationSeconds, StepStatus Status, string Note, Failure? Failure);

    internal sealed record ToolCallPart(string Tool, IReadOnlyList<string> Arguments, DateTimeOffset Started, double DurationSeconds, int ExitCode);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
