using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>What there is to say of a DENY that wins over an ALLOW.</summary>
internal static class ShadowText
{
    private const int Shown = 3;

    /// <summary>Nothing of the ALLOW is left.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="allow">The ALLOW.</param>
    /// <param name="scope">The policy whose workloads it is about.</param>
    /// <param name="shadow">What wins.</param>
    public static string Dead(MeshSet mesh, AuthorizationPolicy allow, AuthorizationPolicy scope, Shadow shadow)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var others = mesh.Policies.Enforced(PolicyAction.Allow).Where(other => other != allow && other.Rules.Count > 0 && PolicyReach.Holds(other, scope, root)).Select(other => $"{other.Namespace}/{other.Name}").Take(Shown).ToList();
        var outcome = others.Count == 0 ? "an outage: nobody reaches" : $"what only this ALLOW lets in no longer reaches (another ALLOW remains: {string.Join(", ", others)})";
        return $"{Winner(shadow)} wins over {Loser(allow)}, which is dead; {outcome} {PolicyReach.Words(scope, root)}{Families(allow, shadow)}";
    }

    /// <summary>Nothing of one rule is left.</summary>
    /// <param name="allow">The ALLOW.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="shadow">What wins.</param>
    public static string DeadRule(AuthorizationPolicy allow, PolicyRule rule, Shadow shadow) =>
        $"{Winner(shadow)} wins over rules[{rule.Index}] ({rule.At.Shown()}) of {allow.Title}, which is dead; its other rules remain";

    /// <summary>A part is gone.</summary>
    /// <param name="allow">The ALLOW.</param>
    /// <param name="shadow">What wins.</param>
    public static string Part(AuthorizationPolicy allow, Shadow shadow) =>
        $"{Winner(shadow)} takes {shadow.Taken} out of {Loser(allow)}; the rest of it is still let in";

    /// <summary>What to do, and whose address it is.</summary>
    /// <param name="allow">The ALLOW.</param>
    /// <param name="shadow">What wins.</param>
    public static string Remedy(AuthorizationPolicy allow, Shadow shadow)
    {
        var both = RightForms.AsksForAddresses(allow) ? "either one in the evidence, not both" : "the ALLOW in the evidence";
        return (shadow.Attribute ?? allow.Rules.SelectMany(rule => rule.Fields).Select(field => (PolicyAttribute?)field.Attribute).FirstOrDefault(attribute => attribute is PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp)) switch
        {
            PolicyAttribute.SourceIp => $"Apply {both}. Mind whose address it is: ipBlocks is the directly connected peer, behind a gateway the gateway's pod and with externalTrafficPolicy Cluster a node; the client's is remoteIpBlocks, with numTrustedProxies",
            PolicyAttribute.RemoteIp => $"Apply {both}. Mind whose address it is: remoteIpBlocks is the original client of X-Forwarded-For or the PROXY protocol, which needs numTrustedProxies",
            _ => $"Apply {both}",
        };
    }

    private static string Winner(Shadow shadow)
    {
        var first = shadow.By[0];
        var which = string.Join(" + ", shadow.By.SelectMany(one => one.Fields).Where(field => field.Attribute == shadow.Attribute).SelectMany(field => field.Values.Select(value => $"{(field.Negated ? "not " : "")}{value.Text}")).Distinct(StringComparer.Ordinal).Take(Shown));
        return $"{first.Policy.Title}, rules[{first.Rule.Index}] ({first.At.Shown()}){(which.Length > 0 ? $" of {which}" : first.Fields.Count == 0 ? ", which matches everything," : $" with {string.Join(" and ", first.Fields.Select(field => $"{field.Name} {string.Join(", ", field.Values.Take(Shown).Select(value => value.Text))}"))}")}";
    }

    private static string Loser(AuthorizationPolicy allow)
    {
        var at = Combination.Of(allow).Select(one => one.At).First();
        var which = string.Join(", ", allow.Rules.SelectMany(rule => rule.Fields).Where(field => field.Attribute is PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp).SelectMany(field => field.Values).Select(value => value.Text).Take(Shown));
        return $"{allow.ActionWord} {allow.Name} in {allow.Namespace} ({at.Shown()}){(which.Length > 0 ? $" of {which}" : "")}";
    }

    private static string Families(AuthorizationPolicy allow, Shadow shadow) =>
        shadow.Attribute is { } attribute && !shadow.Refused.HasV6 && Combination.Of(allow).All(one => !one.Addresses(attribute).HasV6)
            ? ". IPv6 clients do not match the DENY and are denied too, by the ALLOW, which does not match them"
            : "";
}
