using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>One of the ways in which a rule matches: a source with an operation and all conditions. A rule matches what any of its combinations does.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Fields">All that has to hold.</param>
internal sealed record Combination(AuthorizationPolicy Policy, PolicyRule Rule, IReadOnlyList<PolicyField> Fields)
{
    // Whoever multiplies hundreds of sources with hundreds of operations is not compared pair by pair.
    private const int Most = 2000;

    /// <summary>The combinations of a policy, rule by rule.</summary>
    /// <param name="policy">The policy.</param>
    public static IEnumerable<Combination> Of(AuthorizationPolicy policy) => policy.Rules.SelectMany(rule => Of(policy, rule)).Take(Most);

    /// <summary>The combinations of a rule.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<Combination> Of(AuthorizationPolicy policy, PolicyRule rule) =>
        from source in Clauses(rule.From)
        from operation in Clauses(rule.To)
        select new Combination(policy, rule, [.. source, .. operation, .. rule.When]);

    /// <summary>The addresses that it takes of an attribute.</summary>
    /// <param name="attribute">SourceIp or RemoteIp.</param>
    public AddressSet Addresses(PolicyAttribute attribute)
    {
        var taken = AddressSet.All;
        foreach (var field in Fields.Where(field => field.Attribute == attribute))
        {
            var named = AddressSet.Of(field.Values.Select(value => AddressRange.Block(value.Text)).OfType<AddressRange>());
            taken = field.Negated ? taken.Without(named) : taken.And(named);
        }

        return taken;
    }

    /// <summary>Whether it asks anything of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    public bool Asks(PolicyAttribute attribute) => Fields.Any(field => field.Attribute == attribute);

    private static IEnumerable<IReadOnlyList<PolicyField>> Clauses(IReadOnlyList<PolicyClause> clauses) => clauses.Count == 0 ? [[]] : clauses.Select(clause => clause.Fields);
}
