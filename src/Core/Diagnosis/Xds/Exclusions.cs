using Mesh.Core.Diagnosis.Xds.Refusals;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>What a status says it is not, and why: half of the work is to stop looking there.</summary>
internal static class Exclusions
{
    private const string Policy = "AuthorizationPolicy: it becomes filters of proxies, and istiod has none and ends TLS on 15012 itself";
    private const string PeerAuthentication = "PeerAuthentication: it is about traffic between proxies";
    private const string TrustDomain = "trust domain: istiod puts its own into the identity after it has accepted the token; a wrong one shows later, between workloads";
    private const string Network = "NetworkPolicy, DNS, firewall: istiod was reached and answered";
    private const string Roots = "the proxy's root (istio-ca-root-cert) and cacerts: TLS succeeded before the question was put";
    private const string Injection = "the label istio-injection: the pod has a proxy already";
    private const string Token = "the token: it is looked at only after a connection is there";
    private const string AcceptedToken = "the token (audience, expiry, keys): istiod accepted it";

    /// <summary>For a branch.</summary>
    public static IReadOnlyList<string> Of(XdsBranch branch) => branch switch
    {
        XdsBranch.Unauthenticated => [Policy, PeerAuthentication, TrustDomain, Network, Roots, Injection],
        XdsBranch.IdentityMismatch => [AcceptedToken, Policy, PeerAuthentication, TrustDomain, Network, Roots],
        XdsBranch.UntrustedServer => [Token, Policy, PeerAuthentication, "NetworkPolicy, DNS, firewall: istiod was reached and showed its certificate"],
        XdsBranch.NotReady or XdsBranch.Throttled => [Token, Policy, PeerAuthentication, TrustDomain, Network, Roots],
        XdsBranch.NoConnection => [Token, Policy, TrustDomain],
        _ => ["everything that a running proxy may meet: it has not started", Policy],
    };
}
