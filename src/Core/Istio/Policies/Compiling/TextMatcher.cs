using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Texts to compare with: exact ones are looked up, others tried one by one.</summary>
internal sealed class TextMatcher : Matcher
{
    private readonly Dictionary<string, int> exact;
    private readonly (TextPattern Pattern, int Index)[] others;
    private readonly Func<AccessRequest, string?> text;

    /// <param name="patterns">The patterns, each with the number of its entry.</param>
    /// <param name="text">The text of a request that counts.</param>
    /// <param name="ignoreCase">Whether capitals do not count.</param>
    public TextMatcher(IEnumerable<(TextPattern Pattern, int Index)> patterns, Func<AccessRequest, string?> text, bool ignoreCase = false)
    {
        this.text = text;
        exact = new(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var rest = new List<(TextPattern, int)>();
        foreach (var (pattern, index) in patterns)
        {
            if (pattern.Kind == TextKind.Exact)
            {
                exact.TryAdd(pattern.Text, index);
            }
            else
            {
                rest.Add((pattern, index));
            }
        }

        others = [.. rest];
    }

    /// <summary>Entries with asterisks.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="ignoreCase">Whether capitals do not count.</param>
    public static IEnumerable<(TextPattern Pattern, int Index)> Patterns(IEnumerable<string> entries, bool ignoreCase = false) => entries.Select((entry, index) => (TextPattern.Of(entry, ignoreCase), index));

    /// <summary>Entries that are taken as they are.</summary>
    /// <param name="entries">The entries.</param>
    public static IEnumerable<(TextPattern Pattern, int Index)> Exact(IEnumerable<string> entries) => entries.Select((entry, index) => (new TextPattern(TextKind.Exact, entry, false), index));

    /// <inheritdoc/>
    public override int Find(AccessRequest request)
    {
        if (text(request) is not { } given)
        {
            return -1;
        }

        if (exact.TryGetValue(given, out var found))
        {
            return found;
        }

        foreach (var (pattern, index) in others)
        {
            if (pattern.Fits(given))
            {
                return index;
            }
        }

        return -1;
    }
}
