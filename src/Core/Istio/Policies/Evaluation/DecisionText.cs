using Mesh.Core.Configuration.Loading;
using Mesh.Core.Istio.Policies.Compiling;

namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>A decision in words: which policy, which of its rules, which entry of which list, and where that stands.</summary>
internal static class DecisionText
{
    private const int Most = 3;
    private static readonly string[] Secret = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

    /// <summary>The decision, without a full stop at its end.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="policies">Those that were asked.</param>
    public static string Of(Decision decision, WorkloadPolicies policies)
    {
        var request = decision.Request;
        return decision.Reason switch
        {
            DecisionReason.PlainText => $"denied: port {Port(request)} takes mutual TLS alone ({decision.By?.Object.Key}, {decision.By?.Shown()}), and a request without a principal is plain text; no policy is asked",
            DecisionReason.Denied => $"denied: {Match(decision)}; DENY wins over every ALLOW",
            DecisionReason.Allowed => $"allowed: {Match(decision)}",
            DecisionReason.NoneAllows => $"denied: {Count(policies.Allow.Count)} this workload and none matches: {NoneMatches(policies, request)}",
            DecisionReason.CustomDenied => $"denied: {Match(decision)}, and its provider {decision.Policy!.Policy.Provider} denies, as the sample says",
            DecisionReason.CustomUnknown => $"unknown: {Match(decision)}, and what its provider {decision.Policy!.Policy.Provider} answers stands nowhere; all other policies allow",
            DecisionReason.ProviderMissing => $"denied: {Match(decision)}, and its provider {decision.Policy!.Policy.Provider ?? "is not named"}{(decision.Policy.Policy.Provider is null ? "" : " is not among the mesh's extensionProviders")}; istiod then denies what the policy matches",
            DecisionReason.NoneDenies => "allowed: no DENY matches, and no ALLOW policy selects this workload",
            _ => "allowed: no policy reaches this workload, so that everything is let in",
        };
    }

    private static string Match(Decision decision)
    {
        var (policy, rule) = (decision.Policy!.Policy, decision.Rule!);
        var reasons = rule.Reasons(decision.Request).Select(field => Reason(field, decision.Request)).ToList();
        return $"{policy.Title}, rules[{rule.Rule.Index}] ({rule.Rule.At.Shown()}) matches: {(reasons.Count == 0 ? decision.Request.IsTcp && !rule.Rule.IsEmpty ? "what it asks is HTTP's, which TCP has not and a DENY then goes without" : "it matches everything" : string.Join("; ", reasons))}";
    }

    private static string Reason(CompiledField field, AccessRequest request) => field.Field.Negated
        ? $"{Has(field, request)} {(request.Of(field.Field) is null ? "which meets" : "is not in")} {field.Field.Name} ({field.Field.At.Shown()})"
        : $"{field.Field.Name} {Shown(field, field.Fitting(request)?.Text)} ({field.Fitting(request)?.At.Shown()}) fits {Has(field, request)}";

    private static string NoneMatches(WorkloadPolicies policies, AccessRequest request)
    {
        var all = policies.Allow.SelectMany(policy => Obstacles(policy, request)).ToList();
        return string.Join("; ", all.Take(Most)) + (all.Count > Most ? $"; and {all.Count - Most} more rules" : "");
    }

    private static IEnumerable<string> Obstacles(CompiledPolicy policy, AccessRequest request)
    {
        var rules = policy.RulesFor(request);
        if (rules.Count == 0)
        {
            yield return policy.Policy.Rules.Count == 0 ? $"{policy.Policy.Title} has no rules"
                : $"no rule of {policy.Policy.Title} is left{(request.IsTcp ? " on TCP, since an ALLOW that asks something of HTTP is left out there" : ", since istiod cannot translate them")}";
        }

        foreach (var rule in rules)
        {
            if (rule.Obstacle(request) is { } obstacle)
            {
                yield return $"{policy.Policy.Title}, rules[{rule.Rule.Index}] asks for {Asked(obstacle)}, and the request has {Has(obstacle, request)}";
            }
        }
    }

    private static string Asked(CompiledField field)
    {
        var values = field.Field.Values.Take(Most).Select(value => Shown(field, value.Text));
        return $"{field.Field.Name} {string.Join(", ", values)}{(field.Field.Values.Count > Most ? ", …" : "")} ({field.Field.At.Shown()})";
    }

    private static string Has(CompiledField field, AccessRequest request)
    {
        var attribute = field.Field.Attribute;
        return request.Of(field.Field) is { } value ? $"the {attribute.Words()} {Shown(field, value)}"
            : attribute.IsIdentity() ? $"no {attribute.Words()}, since it is plain text"
            : $"no {attribute.Words()}";
    }

    // What a header with such a name holds opens doors, in a policy as in a sample.
    private static string? Shown(CompiledField field, string? value) =>
        field.Field is { Attribute: PolicyAttribute.RequestHeader, Brackets: [var name, ..] } && (SecretKey.Is(name) || Secret.Contains(name, StringComparer.OrdinalIgnoreCase)) ? "***" : value;

    private static string Port(AccessRequest request) => request.Port is { } port ? port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "of any number";

    private static string Count(int policies) => policies == 1 ? "an ALLOW policy selects" : $"{policies} ALLOW policies select";
}
