namespace Mesh.Core.Diagnosis.Xds;

/// <summary>Evidence as lines: what decides comes first, what it is not comes last.</summary>
internal static class EvidenceText
{
    public static string Of(string decisive, IEnumerable<string?> lines, IEnumerable<string> rulesOut, string? nor = null) =>
        string.Join('\n', [decisive, .. lines.Where(line => !string.IsNullOrEmpty(line)).Select(line => line!), $"it is not: {string.Join("; ", rulesOut)}", .. nor is null ? Array.Empty<string>() : [nor]]);
}
