using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;

namespace Mesh.Core.Diagnosis;

/// <summary>A diagnosis as the report has it.</summary>
internal static class DiagnosisJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "diagnosis";

    public static JsonObject Of(EvidenceSet evidence, IReadOnlyList<Diagnosed> all, string? archive) => new()
    {
        ["takenAt"] = evidence.TakenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["context"] = evidence.Context,
        ["namespaces"] = evidence.Namespaces is null ? null : Texts(evidence.Namespaces),
        ["objects"] = new JsonObject(evidence.Objects.OrderBy(kind => kind.Key.Plural, StringComparer.Ordinal).Select(kind => KeyValuePair.Create(kind.Key.Group.Length == 0 ? kind.Key.Plural : $"{kind.Key.Plural}.{kind.Key.Group}", (JsonNode?)kind.Value.Count))),
        ["logs"] = evidence.Logs.Count,
        ["archive"] = archive,
        ["findings"] = new JsonArray([.. all.Select(Finding)]),
        ["notEvaluated"] = Texts(evidence.NotSeen),
    };

    private static JsonObject Finding(Diagnosed one) => new()
    {
        ["code"] = one.Finding.Code, ["severity"] = one.Finding.Severity.ToString(), ["confidence"] = one.Confidence.ToString(), ["signature"] = one.Signature,
        ["cause"] = one.Finding.Cause, ["remedy"] = one.Finding.Remedy, ["subjects"] = Texts(one.Subjects), ["proof"] = Texts(one.Proof), ["consequences"] = Texts(one.Consequences),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
