using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes;

/// <summary>A label selector: read from a query (<c>app=web,tier in (a,b),!old</c>) or from an object (matchLabels, matchExpressions), asked whether it matches, and written as a query again.</summary>
public sealed partial class LabelSelector
{
    private readonly List<LabelRequirement> requirements;

    private LabelSelector(IEnumerable<LabelRequirement> requirements) => this.requirements = [.. requirements];

    /// <summary>Reads a query; none at all matches everything.</summary>
    /// <param name="text">The query.</param>
    /// <param name="selector">The selector; null when the query is malformed.</param>
    /// <param name="malformed">The part that is no condition; null when there is none.</param>
    /// <returns>False when the query is malformed.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? malformed)
    {
        var parts = Comma().Split(text ?? "").Select(part => part.Trim()).Where(part => part.Length > 0).Select(part => (Text: part, Match: Requirement().Match(part))).ToList();
        malformed = parts.Find(part => !part.Match.Success).Text;
        selector = malformed is null ? new LabelSelector(parts.Select(part => Read(part.Match))) : null;
        return selector is not null;
    }

    /// <summary>Reads what stands in a workload's spec.selector.</summary>
    /// <param name="selector">The object; null and an empty one match everything.</param>
    public static LabelSelector Of(JsonObject? selector) => new(
        (selector.Child("matchLabels") ?? []).Select(label => new LabelRequirement(label.Key, "=", [label.Value.Text() ?? ""]))
        .Concat(selector.Items("matchExpressions").Select(expression => new LabelRequirement(
            expression.Text("key") ?? "", expression.Text("operator") ?? "In", [.. expression.Elements("values").Select(value => value.Text() ?? "")]))));

    /// <summary>Whether all its conditions hold.</summary>
    /// <param name="labels">metadata.labels of an object; null when it has none.</param>
    public bool Matches(JsonObject? labels) => requirements.TrueForAll(requirement => requirement.Accepts(labels.Text(requirement.Key)));

    /// <summary>The query, as the parameter labelSelector takes it; empty when everything matches.</summary>
    public override string ToString() => string.Join(',', requirements);

    private static LabelRequirement Read(Match match)
    {
        var key = match.Groups["key"].Value;
        return match switch
        {
            _ when match.Groups["not"].Success => new(key, "DoesNotExist", []),
            _ when match.Groups["set"].Success => new(key, match.Groups["set"].Value == "in" ? "In" : "NotIn", match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries)),
            _ when match.Groups["op"].Success => new(key, match.Groups["op"].Value == "!=" ? "!=" : "=", [match.Groups["value"].Value]),
            _ => new(key, "Exists", []),
        };
    }

    [GeneratedRegex(@",(?![^()]*\))")]
    private static partial Regex Comma();

    [GeneratedRegex(@"^(?:(?<not>!)\s*)?(?<key>[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?)(?:\s*(?<op>==|=|!=)\s*(?<value>[-A-Za-z0-9_.]*)|\s+(?<set>in|notin)\s*\((?<values>[-A-Za-z0-9_., ]*)\))?$")]
    private static partial Regex Requirement();
}
