using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Core.Istio.Lint.Rules;

/// <summary>Durations as Istio's objects have them, zero among them: <c>500ms</c>, <c>1m30s</c>, <c>0s</c>. A number without a unit is none.</summary>
internal static partial class Spans
{
    /// <summary>Reads one of at most a year.</summary>
    /// <param name="text">The text.</param>
    /// <param name="span">The duration.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan span)
    {
        span = default;
        if (text is null || text.Length > 50 || Shape().Match(text) is not { Success: true, Length: > 0 } match)
        {
            return false;
        }

        var seconds = (Number("h") * 3600) + (Number("m") * 60) + Number("s") + (Number("ms") / 1000);
        span = seconds < 366 * 86400 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return seconds < 366 * 86400;

        double Number(string group) => match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>As people write it: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>.</summary>
    /// <param name="span">The duration.</param>
    public static string Text(TimeSpan span) =>
        span.TotalSeconds < 1 ? $"{span.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture)}ms"
        : span.TotalMinutes < 1 ? $"{span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}s"
        : (span.TotalHours >= 1 ? $"{(int)span.TotalHours}h" : "") + (span.Minutes > 0 ? $"{span.Minutes}m" : "") + (span.Seconds > 0 ? $"{span.Seconds}s" : "");

    [GeneratedRegex(@"^(?:(?<h>[0-9]+(?:\.[0-9]+)?)h)?(?:(?<m>[0-9]+(?:\.[0-9]+)?)m(?!s))?(?:(?<s>[0-9]+(?:\.[0-9]+)?)s)?(?:(?<ms>[0-9]+(?:\.[0-9]+)?)ms)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
