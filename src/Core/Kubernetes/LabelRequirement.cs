namespace Mesh.Core.Kubernetes;

/// <summary>One condition of a <see cref="LabelSelector"/>.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">In, NotIn, Exists or DoesNotExist, as in matchExpressions; or = and != for one value.</param>
/// <param name="Values">The values, where the operator has any.</param>
internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Accepts(string? value) => Operator switch
    {
        "=" or "In" => value is not null && Values.Contains(value),
        "!=" or "NotIn" => value is null || !Values.Contains(value),
        "DoesNotExist" => value is null,
        _ => value is not null,
    };

    public override string ToString() => Operator switch
    {
        "=" or "!=" => $"{Key}{Operator}{Values[0]}",
        "In" => $"{Key} in ({string.Join(',', Values)})",
        "NotIn" => $"{Key} notin ({string.Join(',', Values)})",
        "DoesNotExist" => $"!{Key}",
        _ => Key,
    };
}
