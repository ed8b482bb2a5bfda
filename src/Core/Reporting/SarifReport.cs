using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Reporting;

/// <summary>The findings as SARIF 2.1.0, <c>mesh.sarif</c>, for code scanning and editors. Source of the form: OASIS sarif-v2.1.0.</summary>
public static class SarifReport
{
    /// <summary>The file's name in the report folder.</summary>
    public const string FileName = "mesh.sarif";

    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the report. Findings with a file have a place in it, relative to the working directory; the others name their subject.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="journal">What happened.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string folder, RunJournal journal) => ReportFile.Write(folder, FileName, stream =>
    {
        using var json = new Utf8JsonWriter(stream, Format);
        var findings = journal.Findings;
        var codes = findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, Rules(findings, codes));
        json.WriteStartArray("results");
        foreach (var finding in findings)
        {
            WriteResult(json, finding, codes.IndexOf(finding.Code));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    // A rule for every code: the catalogue's, a signature's, or for one of a user's own signatures what its first finding says. Signatures are read only where one was found.
    private static IEnumerable<FindingKind> Rules(IReadOnlyList<Finding> findings, List<string> codes)
    {
        // The catalogue is long, and most runs end without a finding.
        if (codes.Count == 0)
        {
            yield break;
        }

        var known = Catalogue.All.ToDictionary(kind => kind.Code);
        var signatures = codes.TrueForAll(known.ContainsKey) ? new Dictionary<string, FindingKind>() : SignatureBooks.BuiltIn.All.ToDictionary(signature => signature.Code, signature => signature.Kind);
        foreach (var code in codes)
        {
            var first = findings.First(finding => finding.Code == code);
            yield return known.GetValueOrDefault(code) ?? signatures.GetValueOrDefault(code) ?? new FindingKind(code, code, first.Severity, first.Cause, first.Remedy);
        }
    }

    private static void WriteTool(Utf8JsonWriter json, IEnumerable<FindingKind> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Cake.Frosting.Mesh");
        json.WriteString("version", typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
        json.WriteStartArray("rules");
        foreach (var kind in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", kind.Code);
            WriteText(json, "shortDescription", kind.Title);
            WriteText(json, "fullDescription", kind.Cause);
            WriteText(json, "help", kind.Remedy);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(kind.Severity));
            json.WriteEndObject();
            WriteOverlaps(json, kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What other tools call it, so that one list can be held against theirs.
    private static void WriteOverlaps(Utf8JsonWriter json, FindingKind kind)
    {
        if (kind.Overlaps.Count > 0)
        {
            json.WriteStartObject("properties");
            json.WriteStartArray("tags");
            foreach (var code in kind.Overlaps)
            {
                json.WriteStringValue(code);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        WriteText(json, "message", $"{finding.Subject}: {finding.Evidence}. {finding.Cause}. {finding.Remedy}.");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (finding.File is { } file)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", string.Join('/', file.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString)));
            json.WriteString("uriBaseId", "%SRCROOT%");
            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Line ?? 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", finding.Subject);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity == Severity.Error ? "error" : severity == Severity.Warning ? "warning" : "note";
}
