using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>A line of a proxy's access log, as text or as JSON. Source: istio, default access log format of the mesh configuration.</summary>
internal static partial class AccessLine
{
    /// <summary>Whether a line is one: a quoted request, its status and its flags.</summary>
    public static bool Is(string text) => Request().IsMatch(text);

    /// <summary>The same as text, of a JSON line; null where it is none.</summary>
    public static string? FromJson(JsonObject line) => line.Text("response_flags") is { } flags && (line.ContainsKey("response_code") || line.ContainsKey("upstream_cluster"))
        ? Printable.OneLine(string.Create(CultureInfo.InvariantCulture, $"\"{line.Text("method")} {line.Text("path")} {line.Text("protocol")}\" {line.Number("response_code") ?? 0} {flags} {line.Text("response_code_details") ?? "-"} - \"{line.Text("upstream_transport_failure_reason") ?? "-"}\" {line.Text("upstream_cluster")}"))
        : null;

    [GeneratedRegex("^\"[^\"]{0,4096}\" \\d{1,3} [-A-Z][A-Za-z,]* ", RegexOptions.CultureInvariant)]
    private static partial Regex Request();
}
