using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Sandbox.Text;

/// <summary>The YAML of scenarios, charts and values, and its errors.</summary>
internal static class ScenarioText
{
    // A misspelt key is an error here, and so is one that is there twice.
    private static readonly YamlRules Rules = new(Deepest: 64, Largest: 1_000_000) { MergeKeys = true };

    /// <summary>The documents of a text.</summary>
    /// <exception cref="MeshException">65 with file:line:column; also when it is too large, since aliases can make a small file huge.</exception>
    public static IReadOnlyList<YamlNode> Read(string text, string file) => Refusing(file, () => YamlReader.Read(text, file, Rules).Select(document => document.Root).ToList());

    /// <summary>A value as JSON, with the scalar types of YAML 1.2's core schema.</summary>
    /// <exception cref="MeshException">65 with file:line:column.</exception>
    public static JsonNode? ToJson(YamlNode node, string file) => Refusing(file, () => node.ToJson(file, Scalar));

    /// <summary>Writes objects as YAML documents, each after a line with three dashes.</summary>
    public static string Write(IEnumerable<JsonObject> documents) => string.Concat(documents.Select(document => $"---\n{YamlText.Of(document)}"));

    public static MeshException Malformed(string file, YamlPlace at, string what, string remedy, Exception? cause = null) =>
        new(ExitCode.MalformedInput, $"{file}:{at.Line}:{at.Column}: {what}", remedy, cause);

    private static JsonNode? Scalar(YamlScalar scalar) => scalar.Text switch
    {
        var text when !scalar.IsPlain => text,
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        var text when text.Any(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        var text => text,
    };

    private static T Refusing<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (YamlSyntaxException exception)
        {
            throw exception.Fault switch
            {
                YamlFault.Depth => Malformed(file, exception.At, exception.Why, "Flatten it", exception),
                YamlFault.Size => Malformed(file, exception.At, exception.Why, "Make it smaller", exception),
                YamlFault.Key => Malformed(file, exception.At, exception.Why, "Write keys as plain words", exception),
                _ => Malformed(file, exception.At, $"this is no YAML: {exception.Why}", "Correct it; an editor with a YAML mode shows the place", exception),
            };
        }
    }
}
