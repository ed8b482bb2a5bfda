using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>A rule with its matchers, for ports of HTTP or for those of TCP.</summary>
internal sealed class CompiledRule
{
    private readonly CompiledField[][] from;
    private readonly CompiledField[][] to;
    private readonly CompiledField[] when;

    private CompiledRule(PolicyRule rule, CompiledField[][] from, CompiledField[][] to, CompiledField[] when) => (Rule, this.from, this.to, this.when) = (rule, from, to, when);

    /// <summary>The rule.</summary>
    public PolicyRule Rule { get; }

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="policy">The policy it stands in.</param>
    /// <param name="isTcp">Whether for ports that carry plain TCP.</param>
    /// <param name="mesh">What policies depend on.</param>
    /// <returns>Null when istiod leaves the rule out.</returns>
    public static CompiledRule? Of(PolicyRule rule, AuthorizationPolicy policy, bool isTcp, MeshFacts mesh)
    {
        var lost = false;
        var parts = new[] { rule.From, rule.To }.Select(clauses => clauses.Select(clause => Fields(clause.Fields)).ToArray()).ToArray();
        var compiled = new CompiledRule(rule, parts[0], parts[1], Fields(rule.When));
        return lost ? null : compiled;

        CompiledField[] Fields(IReadOnlyList<PolicyField> fields)
        {
            var kept = new List<CompiledField>();
            foreach (var field in fields)
            {
                lost |= !CompiledField.TryCompile(field, policy, isTcp, mesh, out var one);
                if (one is not null)
                {
                    kept.Add(one);
                }
            }

            return [.. kept];
        }
    }

    /// <summary>Whether it matches.</summary>
    /// <param name="request">The request.</param>
    public bool Matches(AccessRequest request) => All(when, request) && Any(to, request) && Any(from, request);

    /// <summary>The fields by which it matches: of from and to those of the first clause that does.</summary>
    /// <param name="request">A request that it matches.</param>
    public IEnumerable<CompiledField> Reasons(AccessRequest request) =>
        (from.FirstOrDefault(clause => All(clause, request)) ?? []).Concat(to.FirstOrDefault(clause => All(clause, request)) ?? []).Concat(when);

    /// <summary>The first field in the way: of from and to that of the clause that comes furthest.</summary>
    /// <param name="request">A request that it does not match.</param>
    public CompiledField? Obstacle(AccessRequest request) => In(from, request) ?? In(to, request) ?? when.FirstOrDefault(field => !field.Holds(request));

    private static CompiledField? In(CompiledField[][] clauses, AccessRequest request) => Any(clauses, request) ? null
        : clauses.OrderBy(clause => clause.Count(field => !field.Holds(request))).First().First(field => !field.Holds(request));

    private static bool Any(CompiledField[][] clauses, AccessRequest request)
    {
        foreach (var clause in clauses)
        {
            if (All(clause, request))
            {
                return true;
            }
        }

        return clauses.Length == 0;
    }

    private static bool All(CompiledField[] fields, AccessRequest request)
    {
        foreach (var field in fields)
        {
            if (!field.Holds(request))
            {
                return false;
            }
        }

        return true;
    }
}
