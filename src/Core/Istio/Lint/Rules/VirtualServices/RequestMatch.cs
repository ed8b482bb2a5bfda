using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>The conditions of one match of an HTTP rule, all of which have to hold. One that every request fulfils is left out.</summary>
/// <param name="At">Where it stands; the rule itself where it has no match.</param>
/// <param name="IsRule">True where it is the rule itself, whose fields are no conditions.</param>
internal sealed record RequestMatch(Field At, bool IsRule)
{
    private static readonly string[] Texts = ["uri", "scheme", "method", "authority"];
    private static readonly string[] Maps = ["headers", "queryParams", "withoutHeaders"];

    private readonly Dictionary<string, (string How, string Value)> conditions = IsRule ? [] : ConditionsOf(At);

    /// <summary>Whether it takes every request.</summary>
    public bool IsCatchAll => conditions.Count == 0;

    /// <summary>What it asks of the path; null for nothing.</summary>
    public (string How, string Value)? Uri => conditions.TryGetValue("uri", out var uri) ? uri : null;

    /// <summary>The matches of a rule, any of which may hold.</summary>
    /// <param name="rule">The rule.</param>
    public static IReadOnlyList<RequestMatch> Of(Field rule) => rule["match"].Items.Select(match => new RequestMatch(match, false)).ToList() is { Count: > 0 } matches ? matches : [new RequestMatch(rule, true)];

    /// <summary>Whether both ask for the same.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(RequestMatch? other) => other is not null && conditions.Count == other.conditions.Count && conditions.All(condition => other.conditions.TryGetValue(condition.Key, out var same) && same == condition.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => conditions.Count;

    /// <summary>Whether it takes everything that another one takes.</summary>
    /// <param name="other">The other.</param>
    public bool Covers(RequestMatch other) => conditions.All(condition => other.conditions.TryGetValue(condition.Key, out var narrow) && Covers(condition.Key, condition.Value, narrow));

    private static bool Covers(string key, (string How, string Value) wide, (string How, string Value) narrow) => wide == narrow || (wide.How, narrow.How) switch
    {
        // What is left out when a header is there cannot be narrowed.
        _ when key.StartsWith("withoutHeaders", StringComparison.Ordinal) => false,
        ("present", _) => true,
        ("prefix", "exact" or "prefix") => narrow.Value.StartsWith(wide.Value, StringComparison.Ordinal),
        ("prefix-i", "exact" or "prefix" or "exact-i" or "prefix-i") => narrow.Value.StartsWith(wide.Value, StringComparison.OrdinalIgnoreCase),
        ("exact-i", "exact" or "exact-i") => narrow.Value.Equals(wide.Value, StringComparison.OrdinalIgnoreCase),
        ("gateways", "gateways") => narrow.Value.Split(' ').All(wide.Value.Split(' ').Contains),
        _ => false,
    };

    private static Dictionary<string, (string How, string Value)> ConditionsOf(Field match)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var fold = match["ignoreUriCase"].Flag == true ? "-i" : "";
        foreach (var (key, condition) in Texts.Select(key => (key, match[key])).Concat(Maps.SelectMany(map => match[map].Members.Select(member => ($"{map} {member.Key}", member)))).Where(pair => pair.Item2.IsThere))
        {
            var (how, value) = condition.Members.Select(member => (member.Key!, member.Text ?? "")).DefaultIfEmpty(("present", "")).First();
            // Every path begins with a slash.
            if (!(key is "uri" && (how, value) is ("prefix", "/" or "") or ("regex", ".*" or "/.*")))
            {
                found[key] = (key is "uri" && how is not "regex" ? how + fold : how, value);
            }
        }

        foreach (var (key, value) in match["sourceLabels"].Members.Select(label => ($"sourceLabels {label.Key}", label.Text ?? "")).Append(("sourceNamespace", match["sourceNamespace"].Text ?? "")).Append(("port", match["port"].Whole?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "")).Where(pair => pair.Item2.Length > 0))
        {
            found[key] = ("exact", value);
        }

        if (match["gateways"].Texts.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } gateways)
        {
            found["gateways"] = ("gateways", string.Join(' ', gateways));
        }

        return found;
    }
}
