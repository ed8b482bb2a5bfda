using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Two dashes where one was meant: sources, or operations, of one rule that ask for wholly different things.</summary>
internal sealed class AlternativeClauses : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.Alternatives];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Policies.All.SelectMany(policy => policy.Rules))
        {
            Look(rule.From, "source", remarks);
            Look(rule.To, "operation", remarks);
        }
    }

    private static void Look(IReadOnlyList<PolicyClause> clauses, string what, Remarks remarks)
    {
        for (var i = 1; i < clauses.Count; i++)
        {
            var (before, here) = (clauses[i - 1], clauses[i]);
            if (before.Fields.Count > 0 && here.Fields.Count > 0 && !Asks(before).Intersect(Asks(here)).Any() && (before.Fields.Count == 1 || here.Fields.Count == 1))
            {
                remarks.Find(AuthorizationFindings.Alternatives, here.At, $"either {(what[0] == 'o' ? "an" : "a")} {what} with {Names(before)} ({before.At.Shown()}) or one with {Names(here)} is enough");
                return;
            }
        }
    }

    // Whoever names a principal here and a namespace there has named two peers.
    private static IEnumerable<string> Asks(PolicyClause clause) => clause.Fields.Select(field => field.Attribute.IsIdentity() ? "identity" : field.Attribute is PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp ? "address" : field.Attribute.ToString());

    private static string Names(PolicyClause clause) => string.Join(" and ", clause.Fields.Select(field => field.Name));
}
