namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about remote secrets, by which an istiod knows the other clusters of its mesh.</summary>
public static class RemoteSecretFindings
{
    private const string Anew = "Write it anew with istioctl create-remote-secret, and replace the data in place: deleting the secret first takes the endpoints of that cluster away meanwhile";

    /// <summary>No kubeconfig.</summary>
    public static readonly FindingKind Unreadable = new("RSC001", "Remote secret without a kubeconfig that can be read", Severity.Error,
        "The value of a remote secret is no kubeconfig, so that istiod adds no cluster for it, and does not try again before the secret changes", Anew);

    /// <summary>No answer.</summary>
    public static readonly FindingKind Unreachable = new("RSC002", "API server of a remote secret out of reach", Severity.Warning,
        "The API server that the kubeconfig names gives no answer, or does not prove to be the one it means. It was asked from here; what istiod reaches may differ",
        "Compare server, certificate-authority-data and tls-server-name with the remote cluster, and let the pods of istiod reach its port: a private endpoint needs a route and a rule of its security group");

    /// <summary>401.</summary>
    public static readonly FindingKind Refused = new("RSC003", "Credential of a remote secret refused", Severity.Error,
        "The remote cluster does not know the kubeconfig's credential (401): its service account, the secret of its token or the namespace was deleted or made anew", Anew);

    /// <summary>403.</summary>
    public static readonly FindingKind Forbidden = new("RSC004", "User of a remote secret without rights", Severity.Error,
        "The remote cluster knows the user and lets it read nothing, not even its version (403)",
        "Bind the ClusterRole istio-reader-clusterrole to the service account istio-reader-service-account in the remote cluster: both come with Istio's chart base and istiod");

    /// <summary>Names that differ.</summary>
    public static readonly FindingKind Names = new("RSC005", "Names of a remote cluster that do not agree", Severity.Warning,
        "The key in a remote secret is the ID of the cluster; its annotation or its kubeconfig names another one, so that it may hold another cluster than its key says, and endpoints show under a wrong name",
        "Let key, annotation networking.istio.io/cluster and the remote cluster's global.multiCluster.clusterName be one name: istioctl create-remote-secret --name NAME");

    /// <summary>What istiod does not take.</summary>
    public static readonly FindingKind NotAllowed = new("RSC006", "Credential that istiod does not take", Severity.Error,
        "The kubeconfig of a remote secret needs a program or a file, and istiod refuses both: kubeconfig is not allowed. What aws eks update-kubeconfig writes is of that kind",
        "Write it anew with istioctl create-remote-secret, which puts the token of a service account into it. PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS on istiod allows more, and then istiod needs the program in its image");

    /// <summary>Expired.</summary>
    public static readonly FindingKind Expired = new("RSC007", "Expired credential of a remote secret", Severity.Error,
        "The token or client certificate in the kubeconfig has expired: istiod goes on with what it knew until it is restarted, and then does not know the cluster",
        "Write it anew with istioctl create-remote-secret, whose token does not expire; a token of kubectl create token does");

    /// <summary>No CA.</summary>
    public static readonly FindingKind NoAuthority = new("RSC008", "Remote secret without certificate-authority-data", Severity.Warning,
        "The kubeconfig holds no authority, so that istiod believes what its image trusts; an API server's certificate is hardly ever of those",
        "Write it anew with istioctl create-remote-secret, which puts the cluster's CA into it");

    /// <summary>Passed over.</summary>
    public static readonly FindingKind PassedOver = new("RSC009", "Remote cluster that istiod passes over", Severity.Error,
        "istiod takes a remote cluster neither under its own cluster ID nor a second time under one that another secret has",
        "Give every cluster of the mesh an ID of its own (global.multiCluster.clusterName), and each one remote secret");

    /// <summary>IDs that lead nowhere.</summary>
    public static readonly FindingKind Unknown = new("RSC010", "Cluster ID that istiod does not know", Severity.Error,
        "An alias leads to a cluster that istiod does not know, or a proxy says that it is of one; istiod asks the API server of that cluster about tokens, and refuses whoever comes from a cluster without one",
        "Let the proxy's ISTIO_META_CLUSTER_ID, which is global.multiCluster.clusterName, be istiod's CLUSTER_ID or the key of a remote secret, and aliases lead to one of these");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [Unreadable, Unreachable, Refused, Forbidden, Names, NotAllowed, Expired, NoAuthority, PassedOver, Unknown];
}
