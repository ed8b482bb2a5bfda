using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mesh.Sandbox.Api;

/// <summary>A label selector, as a query string (<c>app=web,tier in (a,b),!old</c>) or as an object (matchLabels, matchExpressions).</summary>
internal sealed partial class LabelSelector
{
    private readonly List<(string Key, string Operator, string[] Values)> requirements = [];

    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (var part in Comma().Split(text ?? "").Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            var match = Requirement().Match(part);
            if (!match.Success)
            {
                throw ApiError.BadRequest($"unable to parse requirement: found '{part}', expected: identifier");
            }

            var values = match.Groups["values"].Success ? match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries) : [match.Groups["value"].Value];
            selector.requirements.Add((match.Groups["key"].Value, match switch
            {
                _ when match.Groups["not"].Success => "DoesNotExist",
                _ when match.Groups["set"].Success => match.Groups["set"].Value == "in" ? "In" : "NotIn",
                _ when match.Groups["op"].Success => match.Groups["op"].Value == "!=" ? "NotIn" : "In",
                _ => "Exists",
            }, values));
        }

        return selector;
    }

    public static LabelSelector Of(JsonNode? selector)
    {
        var made = new LabelSelector();
        foreach (var (key, value) in selector.Map("matchLabels") ?? [])
        {
            made.requirements.Add((key, "In", [value.Text() ?? ""]));
        }

        foreach (var expression in selector.Items("matchExpressions"))
        {
            made.requirements.Add((expression.Text("key") ?? "", expression.Text("operator") ?? "In", [.. expression.Items("values").Select(value => value.Text() ?? "")]));
        }

        return made;
    }

    public bool Matches(JsonObject? labels) => requirements.TrueForAll(requirement =>
    {
        var value = labels.Text(requirement.Key);
        return requirement.Operator switch
        {
            "In" => value is not null && requirement.Values.Contains(value),
            "NotIn" => value is null || !requirement.Values.Contains(value),
            "Exists" => value is not null,
            _ => value is null,
        };
    });

    [GeneratedRegex(@",(?![^()]*\))")]
    private static partial Regex Comma();

    [GeneratedRegex(@"^(?:(?<not>!)\s*)?(?<key>[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?)(?:\s*(?<op>==|=|!=)\s*(?<value>[-A-Za-z0-9_.]*)|\s+(?<set>in|notin)\s*\((?<values>[-A-Za-z0-9_., ]*)\))?$")]
    private static partial Regex Requirement();
}
