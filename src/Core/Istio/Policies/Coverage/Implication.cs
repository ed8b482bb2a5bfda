using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>Whether what fits some fields always fits another one. It answers yes only where that is certain.</summary>
internal static class Implication
{
    /// <summary>Whether a field holds for every request for which all the others do.</summary>
    /// <param name="field">The field.</param>
    /// <param name="others">The others.</param>
    public static bool IsImplied(PolicyField field, IReadOnlyList<PolicyField> others)
    {
        // Every request of HTTP has a method and a path.
        if (!field.Negated && field.Attribute is PolicyAttribute.Method or PolicyAttribute.Path or PolicyAttribute.Host && field.Values.Any(value => value.Text == "*"))
        {
            return true;
        }

        foreach (var other in others)
        {
            if (other.Attribute == field.Attribute && (!IsNamed(field) || other.Name == field.Name) && Implies(other, field))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Implies(PolicyField given, PolicyField field) => (field.Negated, given.Negated) switch
    {
        (true, true) => field.Values.All(value => given.Values.Any(wider => Covers(field, wider.Text, value.Text))),
        (true, false) => given.Values.All(value => field.Values.All(not => !MayMeet(field, not.Text, value.Text))),
        (false, true) => false,
        _ => given.Values.All(value => field.Values.Any(wider => Covers(field, wider.Text, value.Text))),
    };

    // Of headers and claims the name belongs to what is compared.
    private static bool IsNamed(PolicyField field) => field.Attribute is PolicyAttribute.RequestHeader or PolicyAttribute.RequestClaim or PolicyAttribute.EnvoyMetadata;

    private static bool Covers(PolicyField field, string wider, string value) =>
        wider == value || (IsPattern(field, wider, value) && TextPattern.Of(wider, field.Attribute == PolicyAttribute.Host).Covers(TextPattern.Of(value, field.Attribute == PolicyAttribute.Host)));

    private static bool MayMeet(PolicyField field, string not, string value) =>
        !IsPattern(field, not, value) || TextPattern.Of(not, field.Attribute == PolicyAttribute.Host).MayMeet(TextPattern.Of(value, field.Attribute == PolicyAttribute.Host));

    // Templates, namespaces with asterisks inside and pairs of issuer and subject are compared by their letters alone.
    private static bool IsPattern(PolicyField field, string one, string other) => field.Attribute switch
    {
        PolicyAttribute.Path => !PathTemplate.Is(one) && !PathTemplate.Is(other),
        PolicyAttribute.Principal or PolicyAttribute.Host or PolicyAttribute.Method or PolicyAttribute.RequestHeader or PolicyAttribute.Sni or PolicyAttribute.Port => true,
        PolicyAttribute.Namespace => one.IndexOf('*', StringComparison.Ordinal) is var at && (at < 0 || at == one.Length - 1),
        _ => false,
    };
}
