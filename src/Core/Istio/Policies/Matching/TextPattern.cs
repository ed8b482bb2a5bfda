namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>An entry that is compared with a text: exact, prefix, suffix or presence. An asterisk anywhere else is a letter like any other. Source: istio, pilot/pkg/security/authz/matcher/string.go.</summary>
/// <param name="Kind">How it is compared.</param>
/// <param name="Text">What is compared, without the asterisk.</param>
/// <param name="IgnoreCase">Whether capitals do not count, as for hosts.</param>
internal readonly record struct TextPattern(TextKind Kind, string Text, bool IgnoreCase)
{
    private StringComparison Comparison => IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The pattern that an entry means.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="ignoreCase">Whether capitals do not count.</param>
    public static TextPattern Of(string entry, bool ignoreCase = false) => entry switch
    {
        "*" => new(TextKind.Presence, "", ignoreCase),
        ['*', .. var suffix] => new(TextKind.Suffix, suffix, ignoreCase),
        [.. var prefix, '*'] => new(TextKind.Prefix, prefix, ignoreCase),
        _ => new(TextKind.Exact, entry, ignoreCase),
    };

    /// <summary>Whether a text fits.</summary>
    /// <param name="text">The text; an empty one is not present.</param>
    public bool Fits(string text) => Kind switch
    {
        TextKind.Presence => text.Length > 0,
        TextKind.Prefix => text.StartsWith(Text, Comparison),
        TextKind.Suffix => text.EndsWith(Text, Comparison),
        _ => text.Equals(Text, Comparison),
    };

    /// <summary>Whether every text that fits the other fits this one.</summary>
    /// <param name="other">The other.</param>
    public bool Covers(TextPattern other) => (Kind, other.Kind) switch
    {
        (TextKind.Presence, TextKind.Exact) => other.Text.Length > 0,
        (TextKind.Presence, _) => true,
        (_, TextKind.Exact) => Fits(other.Text),
        (TextKind.Prefix, TextKind.Prefix) or (TextKind.Suffix, TextKind.Suffix) => Fits(other.Text),
        _ => false,
    };

    /// <summary>Whether some text may fit both.</summary>
    /// <param name="other">The other.</param>
    public bool MayMeet(TextPattern other) => (Kind, other.Kind) switch
    {
        (TextKind.Exact, _) => other.Fits(Text),
        (_, TextKind.Exact) => Fits(other.Text),
        (TextKind.Prefix, TextKind.Prefix) or (TextKind.Suffix, TextKind.Suffix) => Fits(other.Text) || other.Fits(Text),
        _ => true,
    };
}
