using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>A rule: it matches when one of its sources, one of its operations and all of its conditions do. One without any of them matches everything.</summary>
/// <param name="Index">Its place in spec.rules, from 0.</param>
/// <param name="At">Where it begins.</param>
/// <param name="From">Its sources; none means any.</param>
/// <param name="To">Its operations; none means any.</param>
/// <param name="When">Its conditions.</param>
internal sealed record PolicyRule(int Index, Field At, IReadOnlyList<PolicyClause> From, IReadOnlyList<PolicyClause> To, IReadOnlyList<PolicyField> When)
{
    /// <summary>All fields, wherever they stand in the rule.</summary>
    public IEnumerable<PolicyField> Fields => From.Concat(To).SelectMany(clause => clause.Fields).Concat(When);

    /// <summary>Whether it matches every request.</summary>
    public bool IsEmpty => When.Count == 0 && Passes(From) && Passes(To);

    private static bool Passes(IReadOnlyList<PolicyClause> clauses) => clauses.Count == 0 || clauses.Any(clause => clause.Fields.Count == 0);
}
