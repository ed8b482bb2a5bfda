using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis;

/// <summary>A diagnosis as people read it; the findings themselves are told beside it.</summary>
internal static class DiagnosisText
{
    // The whole of it stands with the finding.
    private const int LongestLine = 160;

    /// <summary>What was looked at, and what was not.</summary>
    public static string Head(EvidenceSet evidence) => string.Join('\n', new[]
    {
        $"looked at  {(evidence.Context is null ? "" : $"{evidence.Context}, ")}{Places(evidence)}: {Count(evidence.Of(ResourceKind.Pod)?.Count ?? 0, "pod")}, {Count(evidence.Of(ResourceKind.Event)?.Count ?? 0, "warning")}, {Count(evidence.Objects.Values.Sum(kind => kind.Count), "object")}, {Count(evidence.Logs.Count, "log")}",
    }.Concat(evidence.NotSeen.Select(what => $"not evaluated: {what}")));

    /// <summary>Which log was read, and what of it was not looked at.</summary>
    public static string Head(string log, EvidenceSet evidence) => string.Join('\n', evidence.NotSeen.Select(what => $"not evaluated: {what}").Prepend($"read  {log}"));

    /// <summary>What is wrong, in a line each.</summary>
    public static string List(IReadOnlyList<Diagnosed> all) => all.Count == 0
        ? "nothing is wrong that could be seen"
        : string.Join('\n', all.Select((one, at) => $"{at + 1}. {one.Finding.Code} {one.Finding.Subject}: {Short(one.Finding.Evidence.Split('\n')[0])} ({one.Confidence.ToString().ToLowerInvariant()}{(one.Consequences.Count == 0 ? "" : $"; {Count(one.Consequences.Count, "consequence")}")})"));

    /// <summary>The line for the table of steps.</summary>
    public static string Summary(IReadOnlyList<Diagnosed> all) => all.Count == 0 ? "nothing is wrong that could be seen"
        : $"{Count(all.Count(one => one.Finding.Severity == Severity.Error), "error")}, {Count(all.Count(one => one.Finding.Severity < Severity.Error), "warning")}; first {all[0].Finding.Code} on {all[0].Finding.Subject}";

    private static string Places(EvidenceSet evidence) => evidence.Namespaces switch
    {
        null => "all namespaces",
        [] => "no namespace",
        [var one] => $"namespace {one}",
        { Count: > 8 } many => $"{many.Count} namespaces",
        var some => $"namespaces {string.Join(", ", some)}",
    };

    private static string Short(string line) => line.Length <= LongestLine ? line : $"{line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)]}…";

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
