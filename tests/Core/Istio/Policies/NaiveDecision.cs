using System.Net;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>A decision made the slow way, straight from the words of the documentation: list by list, entry by entry, with the library's own networks.</summary>
internal static class NaiveDecision
{
    public static Answer Of(IReadOnlyList<AuthorizationPolicy> policies, AccessRequest request)
    {
        bool Any(PolicyAction action) => policies.Where(policy => policy.Action == action).Any(policy => policy.Rules.Any(rule => Matches(rule, action, request)));
        return Any(PolicyAction.Deny) ? Answer.Deny : policies.All(policy => policy.Action != PolicyAction.Allow) || Any(PolicyAction.Allow) ? Answer.Allow : Answer.Deny;
    }

    private static bool Matches(PolicyRule rule, PolicyAction action, AccessRequest request)
    {
        if (request.IsTcp && action == PolicyAction.Allow && rule.Fields.Any(IsHttp))
        {
            return false;
        }

        bool Clause(IReadOnlyList<PolicyField> fields) => fields.Where(field => !request.IsTcp || !IsHttp(field)).All(field => field.Values.Any(value => Fits(field, value.Text, request)) != field.Negated);
        return (rule.From.Count == 0 || rule.From.Any(from => Clause(from.Fields))) && (rule.To.Count == 0 || rule.To.Any(to => Clause(to.Fields))) && Clause(rule.When);
    }

    private static bool IsHttp(PolicyField field) => field.Attribute is PolicyAttribute.Method or PolicyAttribute.Path;

    private static bool Fits(PolicyField field, string entry, AccessRequest request) => field.Attribute switch
    {
        PolicyAttribute.SourceIp => request.SourceIp is { } ip && (entry.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(entry).Contains(IPAddress.Parse($"{ip}")) : entry == $"{ip}"),
        PolicyAttribute.Namespace => request.Namespace is { } space && Text(entry, space),
        PolicyAttribute.Principal => request.Principal is { } who && Text(entry, who),
        PolicyAttribute.Method => Text(entry, request.Method ?? ""),
        PolicyAttribute.Path => Text(entry, request.Path ?? ""),
        PolicyAttribute.Port => entry == $"{request.Port}",
        _ => throw new InvalidOperationException($"{field.Attribute}"),
    };

    private static bool Text(string entry, string text) =>
        entry == "*" ? text.Length > 0 : entry.StartsWith('*') ? text.EndsWith(entry[1..], StringComparison.Ordinal) : entry.EndsWith('*') ? text.StartsWith(entry[..^1], StringComparison.Ordinal) : text == entry;
}
