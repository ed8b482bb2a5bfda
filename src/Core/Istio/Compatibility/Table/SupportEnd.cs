using System.Globalization;

namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>When the support of a version ends.</summary>
/// <param name="Text">As the table has it: <c>2026-10-12</c>, or <c>2026-11</c> where only the month is known.</param>
/// <param name="First">The first day that it can be.</param>
/// <param name="Last">The last day that it can be; support is over on the day after it.</param>
/// <param name="Kind">How sure it is.</param>
public sealed record SupportEnd(string Text, DateOnly First, DateOnly Last, EndKind Kind)
{
    /// <summary>Reads a day or a month.</summary>
    /// <param name="text"><c>2026-10-12</c> or <c>2026-11</c>.</param>
    /// <param name="kind">How sure it is.</param>
    /// <returns>Null where it is neither.</returns>
    public static SupportEnd? Of(string text, EndKind kind) =>
        Day(text) is { } day ? new(text, day, day, kind)
        : DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? new(text, first, first.AddMonths(1).AddDays(-1), kind)
        : null;

    /// <summary>Reads a day such as <c>2026-10-12</c>; null where it is none.</summary>
    /// <param name="text">The text.</param>
    public static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Whether support is over on a day: after the last day that it can be.</summary>
    /// <param name="day">The day.</param>
    public bool IsOver(DateOnly day) => day > Last;

    /// <summary>As part of a sentence: <c>ended on 2026-10-12 (announced)</c>, <c>is expected to end in 2026-11</c>.</summary>
    /// <param name="day">The day on which it is said.</param>
    public string Say(DateOnly day) => (Kind, IsOver(day)) switch
    {
        (EndKind.Expected, true) => $"was expected to end {At}, and the table does not know whether it has",
        (EndKind.Expected, false) => $"is expected to end {At}",
        (_, true) => $"ended {At} ({Kind.ToString().ToLowerInvariant()})",
        _ => $"ends {At} ({Kind.ToString().ToLowerInvariant()})",
    };

    private string At => First == Last ? $"on {Text}" : $"in {Text}";
}
