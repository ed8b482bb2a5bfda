using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Core.Model;

/// <summary>Durations as helm and kubectl write them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>1m30s</c>, <c>500ms</c>; a bare number is seconds.</summary>
public static partial class TimeLimit
{
    /// <summary>Reads a duration above zero and of at most a day.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, when it is one.</param>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var match = Shape().Match(text ?? "");
        if (!match.Success || match.Length == 0)
        {
            return false;
        }

        try
        {
            // In decimals: TimeSpan cuts off what a binary fraction falls short of, and 0.41s would come out a tick below.
            duration = TimeSpan.FromTicks((long)((Number("h") * TimeSpan.TicksPerHour) + (Number("m") * TimeSpan.TicksPerMinute)
                + ((Number("s") + Number("bare")) * TimeSpan.TicksPerSecond) + (Number("ms") * TimeSpan.TicksPerMillisecond)));
        }
        catch (OverflowException)
        {
            return false;
        }

        return duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1);

        decimal Number(string group) => match.Groups[group].Success ? decimal.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Writes a duration so that <see cref="TryParse"/> and helm read it again: <c>1h30m0s</c>.</summary>
    /// <param name="duration">The duration.</param>
    public static string Format(TimeSpan duration) =>
        (duration.TotalHours >= 1 ? $"{(int)duration.TotalHours}h" : "")
        + (duration.TotalMinutes >= 1 ? $"{duration.Minutes}m" : "")
        // To the last tick: a limit below a millisecond must not become 0s, which helm takes for no limit at all.
        + string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds + (duration.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond):0.#######}s");

    [GeneratedRegex(@"^(?:(?<bare>[0-9]+(?:\.[0-9]+)?)|(?:(?<h>[0-9]+(?:\.[0-9]+)?)h)?(?:(?<m>[0-9]+(?:\.[0-9]+)?)m(?!s))?(?:(?<s>[0-9]+(?:\.[0-9]+)?)s)?(?:(?<ms>[0-9]+(?:\.[0-9]+)?)ms)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
