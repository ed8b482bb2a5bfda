using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Core.Configuration.Loading;

/// <summary>What a bare word means in YAML 1.2's core schema; and what it no longer means, so that nobody is surprised.</summary>
internal static class CoreSchema
{
    // The integers that every JSON reader keeps apart, as helm's chart engine is one.
    private const long LargestExact = 1L << 53;

    /// <summary>True for null, ~ and nothing at all.</summary>
    /// <param name="text">The word.</param>
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>True or false where the word is one of them, else null.</summary>
    /// <param name="text">The word.</param>
    public static bool? Switch(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>What YAML 1.1 took yes, no, on and off for, else null.</summary>
    /// <param name="text">The word.</param>
    public static bool? FormerSwitch(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "on" => true,
        "no" or "off" => false,
        _ => null,
    };

    /// <summary>The value of a bare word where any value may stand. A word that would not come out as it was written is a problem: 1.10 is the number 1.1, and an image tag no more.</summary>
    /// <param name="text">The word.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    public static JsonNode? Value(string text, out string? problem)
    {
        problem = null;
        if (IsNull(text))
        {
            return null;
        }

        if (Switch(text) is { } flag)
        {
            return flag;
        }

        if (FormerSwitch(text) is { } meant)
        {
            problem = $"{Problems.Quote(text)} is neither text nor a switch here; write {(meant ? "true" : "false")}, or \"{text}\" for text";
            return null;
        }

        if (!LooksLikeNumber(text))
        {
            return text;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs((decimal)whole) <= LargestExact && text == whole.ToString(CultureInfo.InvariantCulture))
        {
            return whole;
        }

        var parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        var canonical = parsed ? number.ToString("R", CultureInfo.InvariantCulture) : "";
        if (parsed && text == canonical)
        {
            return number;
        }

        problem = $"{Problems.Quote(text)} would not stay as it is written{(parsed ? $" but become the number {canonical}" : "")}; write \"{text}\" for text";
        return null;
    }

    // Decimal, octal, hexadecimal and the words for what no JSON number is.
    private static bool LooksLikeNumber(string text)
    {
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        return digits is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN"
            || (digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'o' && digits[2..].ToString().All(char.IsAsciiHexDigit))
            || (digits.Length > 0 && (char.IsAsciiDigit(digits[0]) || digits[0] == '.') && double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _));
    }
}
