using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>One of the ways in which a rule matches: a source with an operation and all conditions. A rule matches what any of its combinations does.</summary>
/// <param name="policy">The policy.</param>
/// <param name="rule">The rule.</param>
/// <param name="fields">All that has to hold.</param>
internal sealed class Combination(AuthorizationPolicy policy, PolicyRule rule, IReadOnlyList<PolicyField> fields)
{
    private readonly Lazy<AddressSet> source = new(() => Read(fields, PolicyAttribute.SourceIp));
    private readonly Lazy<AddressSet> remote = new(() => Read(fields, PolicyAttribute.RemoteIp));

    /// <summary>The policy.</summary>
    public AuthorizationPolicy Policy => policy;

    /// <summary>The rule.</summary>
    public PolicyRule Rule => rule;

    /// <summary>All that has to hold.</summary>
    public IReadOnlyList<PolicyField> Fields => fields;

    /// <summary>What has to hold besides addresses.</summary>
    public IReadOnlyList<PolicyField> Others { get; } = [.. fields.Where(field => !IsAddress(field.Attribute))];

    /// <summary>Where to point: at its first list of addresses, else at the rule.</summary>
    public Lint.Objects.Field At => fields.FirstOrDefault(one => IsAddress(one.Attribute))?.At ?? rule.At;

    /// <summary>The combinations of a policy, rule by rule.</summary>
    /// <param name="policy">The policy.</param>
    public static IEnumerable<Combination> Of(AuthorizationPolicy policy) => policy.Rules.SelectMany(rule => Of(policy, rule));

    /// <summary>The combinations of a rule.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<Combination> Of(AuthorizationPolicy policy, PolicyRule rule) =>
        from source in Clauses(rule.From)
        from operation in Clauses(rule.To)
        select new Combination(policy, rule, [.. source, .. operation, .. rule.When]);

    /// <summary>The addresses that it takes of an attribute.</summary>
    /// <param name="attribute">SourceIp or RemoteIp.</param>
    public AddressSet Addresses(PolicyAttribute attribute) => (attribute == PolicyAttribute.SourceIp ? source : remote).Value;

    /// <summary>Whether it asks anything of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    public bool Asks(PolicyAttribute attribute) => fields.Any(field => field.Attribute == attribute);

    private static AddressSet Read(IReadOnlyList<PolicyField> fields, PolicyAttribute attribute)
    {
        var taken = AddressSet.All;
        foreach (var field in fields.Where(field => field.Attribute == attribute))
        {
            taken = field.Negated ? taken.Without(field.Addresses) : taken.And(field.Addresses);
        }

        return taken;
    }

    private static bool IsAddress(PolicyAttribute attribute) => attribute is PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp;

    private static IEnumerable<IReadOnlyList<PolicyField>> Clauses(IReadOnlyList<PolicyClause> clauses) => clauses.Count == 0 ? [[]] : clauses.Select(clause => clause.Fields);
}
