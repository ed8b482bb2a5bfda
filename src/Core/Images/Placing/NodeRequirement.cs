using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Placing;

/// <summary>One condition on a label, or a field, of a node.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">In, NotIn, Exists, DoesNotExist, Gt or Lt.</param>
/// <param name="Values">What it compares with.</param>
internal sealed record NodeRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public static NodeRequirement Of(JsonObject expression) =>
        new(expression.Text("key") ?? "", expression.Text("operator") ?? "", [.. expression.Elements("values").Select(value => value.Text() ?? "")]);

    /// <summary>Whether it is one that the server would take; the scheduler lets a term with another match no node. Source: k8s.io/apimachinery labels, NewRequirement.</summary>
    public bool IsValid => Operator switch
    {
        "In" or "NotIn" => Values.Count > 0,
        "Exists" or "DoesNotExist" => Values.Count == 0,
        "Gt" or "Lt" => Values is [var bound] && Number(bound, out _),
        _ => false,
    };

    /// <summary>Whether a value fulfils it.</summary>
    /// <param name="value">The label's value; null where the node does not have the label.</param>
    public bool Accepts(string? value) => Operator switch
    {
        "In" => value is not null && Values.Contains(value),
        "NotIn" => value is null || !Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Number(value, out var number) && Number(Values[0], out var bound) && number > bound,
        "Lt" => Number(value, out var number) && Number(Values[0], out var bound) && number < bound,
        _ => false,
    };

    private static bool Number(string? text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
