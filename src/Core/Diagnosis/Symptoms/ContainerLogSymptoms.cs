using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Lines of containers' logs that may tell of a failure: each once, counted, with the line it stands in first.</summary>
internal static partial class ContainerLogSymptoms
{
    /// <summary>The symptoms, by log.</summary>
    public static IEnumerable<Symptom> Of(EvidenceSet evidence) => evidence.Logs.SelectMany(log => log.Lines
        .Select((line, at) => (Line: line, At: at + 1))
        .Where(one => !Calm().IsMatch(one.Line))
        .GroupBy(one => Moment().Replace(one.Line, ""), StringComparer.Ordinal)
        .Select(same => new Symptom(SymptomPlace.PodLog, ResourceKind.Pod.Describe(log.Namespace, log.Pod), same.First().Line)
        {
            Namespace = log.Namespace, Pod = log.Pod, Container = log.Container, Line = same.First().At, Count = same.Count(),
        }));

    // What a program says of its own that it is no trouble.
    [GeneratedRegex(@"^\S{10,40}\s+(?:info|debug|INFO|DEBUG|trace)\s|^\[[^\]]{1,60}\]\[\d+\]\[(?:info|debug|trace)\]|\blevel=(?:info|debug)\b|^[ID]\d{4} \d\d:\d\d:\d\d", RegexOptions.CultureInvariant)]
    private static partial Regex Calm();

    [GeneratedRegex(@"^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?\]?\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
