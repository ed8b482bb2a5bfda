namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about what clusters trust, and whether they trust one another.</summary>
public static class RootFindings
{
    /// <summary>A place lacks a root that istiod trusts.</summary>
    public static readonly FindingKind Stale = new("CA090", "Another root than istiod's", Severity.Error,
        "What stands there was written for another root than the one istiod trusts now, so whoever reads it refuses istiod or the workloads whose certificates istiod issues",
        "Restart istiod, which writes its ConfigMaps and webhooks anew, then the proxies named; if it stays so, something else writes this place, or istiod was refused a change of root");

    /// <summary>A place trusts a root that istiod does not.</summary>
    public static readonly FindingKind Surplus = new("CA091", "More roots than istiod's", Severity.Warning,
        "The place trusts a root that istiod does not, as in the middle of a rotation or from meshConfig.caCertificates; certificates of that root are accepted there and nowhere else",
        "Finish the rotation with Mesh.ApplyCa --rotate, or restart istiod and the proxies named");

    /// <summary>Namespaces without the ConfigMap.</summary>
    public static readonly FindingKind Lacking = new("CA092", "Namespace without the root", Severity.Warning,
        "istiod writes the ConfigMap istio-ca-root-cert into every namespace it discovers, and these have none; a pod with a proxy stays there in ContainerCreating, since it cannot mount it",
        "Check that istiod runs and may write ConfigMaps, and that its discoverySelectors are meant to leave these namespaces out");

    /// <summary>A cluster's workloads are refused in another.</summary>
    public static readonly FindingKind Refused = new("CA093", "Workloads refused across clusters", Severity.Error,
        "The verifying cluster does not trust the way from such a certificate to its root, so every mTLS connection in this direction fails",
        "Give both clusters intermediates of one root with Mesh.CreateCa and Mesh.ApplyCa, or let the verifying cluster trust both roots");

    /// <summary>The same, and a root of the same name misleads.</summary>
    public static readonly FindingKind Namesake = new("CA094", "Root of the same name, another key", Severity.Error,
        "Both clusters have a root of the same subject that was made twice, with two keys; they look alike in every listing, and each refuses what the other signed",
        "Make the intermediates of both clusters below one of the two roots with Mesh.CreateCa; compare roots by their SHA-256, never by subject");

    /// <summary>A cluster does not accept another's trust domain.</summary>
    public static readonly FindingKind TrustDomains = new("CA095", "Trust domain not accepted", Severity.Error,
        "Proxies accept identities of their own trust domain and its aliases only; a shared root does not help",
        "Set the same meshConfig.trustDomain in all clusters, or name the other one in meshConfig.trustDomainAliases");

    /// <summary>Two names stand for one cluster.</summary>
    public static readonly FindingKind SameCluster = new("CA096", "Cluster compared with itself", Severity.Error,
        "Both contexts lead to the same cluster, so that comparing them always succeeds and says nothing",
        "Correct the context or the kubeconfig of one of the two");

    /// <summary>A CA that istiod has not looked at yet.</summary>
    public static readonly FindingKind NotPickedUp = new("CA097", "CA not in use yet", Severity.Error,
        "istiod looks for secret cacerts only when it starts; it was there before the secret, and signs with the CA it had",
        "Restart istiod with Mesh.ApplyCa or Mesh.RestartWorkloads, and then the workloads");

    /// <summary>A proxy's own certificate is refused.</summary>
    public static readonly FindingKind ProxyRefused = new("CA098", "Certificate of a proxy refused", Severity.Error,
        "The proxy still shows a certificate that was issued by another CA than the one istiod signs with now, or one that has ended",
        "Restart the pods named, so that they ask istiod for a new certificate");

    /// <summary>What a place says is no list of roots.</summary>
    public static readonly FindingKind Unreadable = new("CA099", "No root that can be read", Severity.Error,
        "The place is empty or not whole PEM; Envoy takes a list of roots as a whole or not at all, and an API server without one does not reach the webhook",
        "Restart istiod, which writes the place anew, and find out who else writes it");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [Stale, Surplus, Lacking, Refused, Namesake, TrustDomains, SameCluster, NotPickedUp, ProxyRefused, Unreadable];
}
