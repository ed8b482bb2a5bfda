using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Lint.Suppressions;

namespace Mesh.Core.Istio.Lint;

/// <summary>What a lint of the mesh found, in the order of files and lines, and as data.</summary>
internal static class LintReport
{
    /// <summary>The member of the report.</summary>
    public const string Name = "lint";

    /// <summary>Everything that was found: files first, by their lines, then the rest by subject.</summary>
    public static List<Finding> Findings(MeshSet mesh, LintMaterial material, LintOutcome outcome) =>
    [
        .. material.Faults.Concat(outcome.Hits.Select(hit => hit.ToFinding())).Concat(outcome.Remarks)
            .Concat(mesh.Repeated.Select(pair => new LintHit(LintFindings.Repeated, pair.Later.Root["metadata"]["name"], $"it stands as {pair.Earlier.Place} too", null).ToFinding()))
            .Distinct().OrderBy(finding => finding.File is null).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Subject, StringComparer.Ordinal).ThenBy(finding => finding.Code, StringComparer.Ordinal),
    ];

    /// <summary>As data for the report.</summary>
    public static JsonObject Of(MeshSet mesh, LintMaterial material, Remarks remarks, LintOutcome outcome) => new()
    {
        ["files"] = material.Files,
        ["charts"] = material.Charts,
        ["cluster"] = material.Cluster,
        ["objects"] = new JsonObject(mesh.Kinds.OrderBy(kind => kind.ToString(), StringComparer.Ordinal).Select(kind => KeyValuePair.Create(Shown(kind.ToString()), (JsonNode?)mesh.Of(kind).Count))),
        ["findings"] = new JsonArray([.. outcome.Hits.OrderBy(hit => hit.At.Object.Origin.Name, StringComparer.Ordinal).ThenBy(hit => hit.At.Line).Select(hit => (JsonNode)Of(hit))]),
        ["accepted"] = new JsonArray([.. outcome.Accepted.Select(one => (JsonNode)With(Of(one.Hit), "reason", LintHit.Cut(one.Reason)))]),
        ["notEvaluated"] = new JsonArray([.. NotEvaluated(remarks, material).Select(line => JsonValue.Create(line))]),
    };

    /// <summary>What could not be judged, a line each.</summary>
    public static IEnumerable<string> NotEvaluated(Remarks remarks, LintMaterial material) =>
        material.Coverage.Failures.Select(failure => Shown(failure.Why))
            .Concat(remarks.Unjudged.GroupBy(one => one.Why).Select(group => Shown($"{group.Key}: {string.Join(", ", group.Select(one => $"{one.Code} in {Count(one.Places, "place")}"))}")));

    /// <summary>From how many of what.</summary>
    public static string Sources(LintMaterial material) => string.Join(", ", new[]
    {
        material.Files > 0 ? Count(material.Files, "file") : null, material.Charts > 0 ? Count(material.Charts, "chart") : null, material.Cluster is { } context ? $"cluster {context}" : null,
    }.OfType<string>()) is { Length: > 0 } sources ? sources : "standard input";

    /// <summary>A number of things.</summary>
    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>Where a finding is, in a sentence.</summary>
    public static string PlaceOf(Finding finding) => finding.File is { } file ? $"at {file}:{finding.Line}" : $"in {finding.Subject}";

    private static JsonObject Of(LintHit hit) => new()
    {
        ["code"] = hit.Kind.Code, ["severity"] = hit.Kind.Severity.ToString(), ["object"] = hit.At.Object.Key.ToString(), ["field"] = hit.At.ToString(), ["origin"] = Shown(hit.At.Object.Origin.Name),
        ["file"] = hit.At.Object.Origin.File, ["line"] = hit.At.Line, ["evidence"] = LintHit.Cut(hit.Evidence), ["page"] = $"docs/findings/{hit.Kind.Code}.md",
        ["overlaps"] = new JsonArray([.. hit.Kind.Overlaps.Select(code => JsonValue.Create(code))]),
    };

    private static JsonObject With(JsonObject item, string key, string value)
    {
        item[key] = value;
        return item;
    }

    private static string Shown(string text) => LintHit.Cut(text);
}
