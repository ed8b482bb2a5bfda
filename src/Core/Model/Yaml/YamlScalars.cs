using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mesh.Core.Model.Yaml;

/// <summary>
/// The types of plain YAML scalars as sigs.k8s.io/yaml, and with it helm and kubectl, sees them: YAML 1.1, so <c>yes</c>, <c>on</c> and <c>y</c> are true, <c>0x1F</c> and <c>0644</c> are numbers,
/// and dates are texts. What is quoted is a text.
/// </summary>
internal static partial class YamlScalars
{
    public static JsonNode? ToJson(YamlScalar scalar) => scalar switch
    {
        { Tag: "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null" } => FromPlain(scalar.Text),
        { Tag: not ("" or "!" or "?") } or { IsPlain: false } => scalar.Text,
        _ => FromPlain(scalar.Text),
    };

    /// <summary>Whether a text has to be quoted to be read as a text again.</summary>
    public static bool LooksTyped(string text) => FromPlain(text) is not JsonValue value || value.GetValueKind() != System.Text.Json.JsonValueKind.String;

    private static JsonNode? FromPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
        _ => (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && Number(text.Replace("_", "", StringComparison.Ordinal)) is { } number ? number : text,
    };

    private static JsonValue? Number(string text)
    {
        if (Integer().Match(text) is { Success: true } match)
        {
            var digits = match.Groups["digits"].Value;
            var value = match.Groups["base"].Value.ToLowerInvariant() switch
            {
                "0x" => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                "0b" => digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 2) + (digit - '0')),
                "0o" or "0" => digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')),
                _ => BigInteger.Parse(digits, CultureInfo.InvariantCulture),
            };
            value = match.Groups["sign"].Value == "-" ? -value : value;
            return value >= long.MinValue && value <= long.MaxValue ? JsonValue.Create((long)value)
                : value > 0 && value <= ulong.MaxValue ? JsonValue.Create((ulong)value)
                : JsonValue.Create((double)value);
        }

        return Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? JsonValue.Create(real) : null;
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?:(?<base>0[xX])(?<digits>[0-9a-fA-F]{1,64})|(?<base>0[bB])(?<digits>[01]{1,64})|(?<base>0[oO]?)(?<digits>[0-7]{1,64})|(?<digits>0|[1-9][0-9]{0,63}))$", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
