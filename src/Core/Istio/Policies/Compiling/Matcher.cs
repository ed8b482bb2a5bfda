using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>The entries of a list in the form in which a request is held against them.</summary>
internal abstract class Matcher
{
    /// <summary>The number of the first entry that fits; below 0 when none does.</summary>
    /// <param name="request">The request.</param>
    public abstract int Find(AccessRequest request);

    /// <summary>Whether any fits, which can be said faster than which.</summary>
    /// <param name="request">The request.</param>
    public virtual bool Fits(AccessRequest request) => Find(request) >= 0;

    /// <summary>The matcher of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="entries">Those of its entries that istiod takes, in order.</param>
    /// <param name="policyNamespace">Where a service account without a namespace is.</param>
    /// <param name="mesh">For trust domains that count as one.</param>
    public static Matcher Of(PolicyField field, IReadOnlyList<string> entries, string policyNamespace, MeshFacts mesh) => field.Attribute switch
    {
        PolicyAttribute.SourceIp => new AddressMatcher(entries, field.Addresses, request => request.SourceIp),
        PolicyAttribute.RemoteIp => new AddressMatcher(entries, field.Addresses, request => request.RemoteIp),
        PolicyAttribute.DestinationIp => new AddressMatcher(entries, field.Addresses, request => request.DestinationIp),
        PolicyAttribute.Principal => new TextMatcher(PrincipalEntries.Patterns(entries, mesh), request => request.Principal),
        PolicyAttribute.Namespace => new NamespaceMatcher(entries),
        PolicyAttribute.ServiceAccount => new TextMatcher(TextMatcher.Exact(entries.Select(entry => entry.Contains('/', StringComparison.Ordinal) ? entry : $"{policyNamespace}/{entry}")), request => request.Of(field)),
        PolicyAttribute.RequestPrincipal => new RequestPrincipalMatcher(entries),
        PolicyAttribute.RequestAudience => new ClaimMatcher(entries, "aud"),
        PolicyAttribute.RequestPresenter => new ClaimMatcher(entries, "azp"),
        PolicyAttribute.RequestClaim => new ClaimMatcher(entries, string.Join("][", field.Brackets)),
        PolicyAttribute.RequestHeader => new HeaderMatcher(entries, field.Brackets[0]),
        PolicyAttribute.Host => new TextMatcher(TextMatcher.Patterns(entries, ignoreCase: true), request => request.Host, ignoreCase: true),
        PolicyAttribute.Path => new PathMatcher(entries),
        PolicyAttribute.Port => new PortMatcher(entries),
        _ => new TextMatcher(TextMatcher.Patterns(entries), request => request.Of(field)),
    };
}
