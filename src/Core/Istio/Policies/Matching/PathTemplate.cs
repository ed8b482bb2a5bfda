namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>
/// A path with <c>{*}</c> for one segment and <c>{**}</c> for any number of them, none too. Compared in time that grows with path times template at worst, whatever is thrown at it.
/// Sources: istio, pilot/pkg/security/authz/matcher/template.go; envoy, extensions/path/match/uri_template/v3.
/// </summary>
internal sealed class PathTemplate
{
    private const string One = "{*}";
    private const string Any = "{**}";

    // Null stands for {**}, an empty text for {*}; everything else for itself.
    private readonly List<string?> parts = [];

    private PathTemplate(string template)
    {
        for (var at = 0; at < template.Length;)
        {
            var next = Next(template, at);
            if (next > at)
            {
                parts.Add(template[at..next]);
            }

            if (next < template.Length)
            {
                var one = template.AsSpan(next).StartsWith(One, StringComparison.Ordinal);
                parts.Add(one ? "" : null);
                next += one ? One.Length : Any.Length;
            }

            at = next;
        }
    }

    /// <summary>Whether an entry of paths is a template.</summary>
    /// <param name="entry">The entry.</param>
    public static bool Is(string entry) => entry.Contains(One, StringComparison.Ordinal) || entry.Contains(Any, StringComparison.Ordinal);

    /// <summary>The template of an entry.</summary>
    /// <param name="entry">The entry.</param>
    public static PathTemplate Of(string entry) => new(entry);

    /// <summary>Whether a path fits.</summary>
    /// <param name="path">The path, without its query.</param>
    public bool Fits(string path)
    {
        // The places in the path that the parts so far can reach.
        var reached = new bool[path.Length + 1];
        reached[0] = true;
        foreach (var part in parts)
        {
            var next = new bool[path.Length + 1];
            Advance(part, path, reached, next);
            reached = next;
        }

        return reached[path.Length];
    }

    private static void Advance(string? part, string path, bool[] reached, bool[] next)
    {
        if (part is { Length: > 0 })
        {
            for (var at = 0; at + part.Length <= path.Length; at++)
            {
                next[at + part.Length] = reached[at] && path.AsSpan(at).StartsWith(part, StringComparison.Ordinal);
            }

            return;
        }

        var open = false;
        for (var at = 0; at <= path.Length; at++)
        {
            // A segment has at least one letter and no slash.
            open = part is null ? open || reached[at] : at > 0 && path[at - 1] != '/' && (open || reached[at - 1]);
            next[at] = open;
        }
    }

    private static int Next(string template, int from)
    {
        var (one, any) = (template.IndexOf(One, from, StringComparison.Ordinal), template.IndexOf(Any, from, StringComparison.Ordinal));
        return Math.Min(one < 0 ? template.Length : one, any < 0 ? template.Length : any);
    }
}
