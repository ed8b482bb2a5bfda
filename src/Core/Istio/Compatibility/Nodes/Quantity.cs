using System.Buffers;
using System.Globalization;

namespace Mesh.Core.Istio.Compatibility.Nodes;

/// <summary>Amounts as Kubernetes writes them: <c>500m</c>, <c>2</c>, <c>512Mi</c>, <c>1e3</c>. Source: k8s.io/apimachinery, api/resource/quantity.go.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.+-");

    private static readonly Dictionary<string, decimal> Suffixes = new()
    {
        ["n"] = 1e-9m, ["u"] = 1e-6m, ["m"] = 1e-3m, [""] = 1, ["k"] = 1e3m, ["M"] = 1e6m, ["G"] = 1e9m, ["T"] = 1e12m, ["P"] = 1e15m, ["E"] = 1e18m,
        ["Ki"] = 1L << 10, ["Mi"] = 1L << 20, ["Gi"] = 1L << 30, ["Ti"] = 1L << 40, ["Pi"] = 1L << 50, ["Ei"] = 1L << 60,
    };

    /// <summary>The amount; null for what is none, or is larger than any machine.</summary>
    /// <param name="text">The text.</param>
    public static decimal? Of(string? text)
    {
        if (text is not { Length: > 0 and < 40 })
        {
            return null;
        }

        var digits = text.AsSpan().IndexOfAnyExcept(Digits) is var end and >= 0 ? end : text.Length;
        var suffix = text[digits..];
        // An exponent is written as in a program; E alone is a suffix.
        if (suffix.Length > 1 && suffix[0] is 'e' or 'E' && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var whole))
        {
            return Sane(whole);
        }

        return Suffixes.TryGetValue(suffix, out var factor) && decimal.TryParse(text[..digits], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 1e18m / factor
            ? Sane(number * factor)
            : null;
    }

    /// <summary>Processor in words: <c>1.5 CPU</c>.</summary>
    public static string Cpu(decimal cores) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(cores * 100) / 100:0.##} CPU");

    /// <summary>Memory in words: <c>3.2 GiB</c>.</summary>
    public static string Memory(decimal bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(bytes / (1L << 30) * 10) / 10:0.#} GiB");

    private static decimal? Sane(decimal amount) => Math.Abs(amount) <= 1e18m ? amount : null;
}
