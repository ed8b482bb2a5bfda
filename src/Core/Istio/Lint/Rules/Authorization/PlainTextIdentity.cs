using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Identities asked for where plain text is taken.</summary>
internal sealed class PlainTextIdentity : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.PlainText];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var denies = mesh.Policies.Enforced(PolicyAction.Deny).ToList();
        foreach (var policy in mesh.Policies.All.Where(policy => policy.Targets.Count == 0))
        {
            var field = policy.Rules.SelectMany(rule => rule.Fields).FirstOrDefault(field => field.Attribute.IsIdentity());
            if (field is null || IsItself(field) || denies.Exists(deny => RefusesPlainText(deny) && Policies.Coverage.PolicyReach.Holds(deny, policy, root)))
            {
                continue;
            }

            var (mode, by) = mesh.Mtls.Of(policy.Namespace, policy.Selector?.Labels);
            if (mode != "STRICT" && (by is not null || remarks.Misses(AuthorizationFindings.PlainText, MeshKind.PeerAuthentication)))
            {
                remarks.Find(AuthorizationFindings.PlainText, field.At, $"{field.Name} {string.Join(", ", field.Values.Take(3).Select(value => value.Text))} where mutual TLS is {mode}{(by is null ? ", the default" : $" ({by.Shown()})")}: {Effect(policy, field, mode)}");
            }
        }
    }

    private static string Effect(AuthorizationPolicy policy, PolicyField field, string mode) => (policy.Action, field.Negated) switch
    {
        (PolicyAction.Allow, false) => mode == "DISABLE" ? "this ALLOW never matches" : "whoever comes in plain text is not let in by this ALLOW",
        (PolicyAction.Allow, true) => "this ALLOW lets plain text in, whoever sends it",
        (PolicyAction.Deny, false) => "whoever is to be held up need only come in plain text",
        (PolicyAction.Deny, true) => "this DENY refuses all plain text, probes and scrapes included",
        _ => "plain text has none",
    };

    // Refusing plain text is what the field is for there.
    private static bool IsItself(PolicyField field) => field is { Negated: true, Values: [{ Text: "*" }] };

    private static bool RefusesPlainText(AuthorizationPolicy deny) => deny.Rules.Any(rule => rule is { To.Count: 0, When.Count: 0 } && rule.From.Any(from => from.Fields is [var only] && only.Attribute.IsIdentity() && IsItself(only)));
}
