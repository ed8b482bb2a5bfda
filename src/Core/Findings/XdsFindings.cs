namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about proxies that get nothing from istiod. XDS001 to XDS011 are the causes of gRPC status 16, XDS020 is that status without a known cause, XDS021 and following are the other statuses.</summary>
public static class XdsFindings
{
    /// <summary>The proxy sends no token.</summary>
    public static readonly FindingKind NoToken = new("XDS001", "Proxy without a token", Severity.Error,
        "The proxy has no token to show to istiod: its pod mounts none, or its user cannot read the file; so it is with a gateway that was written by hand or injected with another template",
        "Let the injector make the pod (image auto, label sidecar.istio.io/inject=true, for a gateway annotation inject.istio.io/templates=gateway), or mount a projected token with audience istio-ca at /var/run/secrets/tokens/istio-token that group 1337 can read");

    /// <summary>The token is for somebody else.</summary>
    public static readonly FindingKind WrongAudience = new("XDS002", "Proxy's token is for another audience", Severity.Error,
        "The token in the pod is meant for somebody else than istiod, so that the API server tells istiod it is not valid",
        "Make the audience of the projected token and istiod's TOKEN_AUDIENCES the same (chart value global.sds.token.aud, istio-ca by default), and restart the pod");

    /// <summary>istiod does not know the cluster.</summary>
    public static readonly FindingKind UnknownCluster = new("XDS003", "Proxy of a cluster that istiod does not know", Severity.Error,
        "The proxy says that it runs in a cluster that is neither istiod's own nor one of which istiod has a remote secret, so that istiod knows no API server to ask",
        "Give gateway and control plane the same global.multiCluster.clusterName and restart the pod, or add the remote secret of that cluster");

    /// <summary>The API server has not the key.</summary>
    public static readonly FindingKind ForeignKeys = new("XDS004", "Proxy's token signed with a key that the API server has not", Severity.Error,
        "istiod asks an API server that did not issue the token: two clusters have the same name, the remote secret leads elsewhere, or the key for service accounts was changed and one of the two still uses the former",
        "Compare kid and iss of the token with /openid/v1/jwks and /.well-known/openid-configuration of the cluster istiod asks; name each cluster differently, and after a change of keys restart istiod and then the pod");

    /// <summary>The token is over.</summary>
    public static readonly FindingKind Expired = new("XDS005", "Proxy's token not valid at this time", Severity.Error,
        "The kubelet renews the token in the file long before it ends; one that is over says that the kubelet has stopped, and one that has not begun that a clock is wrong",
        "Restart the pod to get a new token at once, and mend what stops the kubelet of that node, or the clock of node or control plane");

    /// <summary>Account or pod were made anew.</summary>
    public static readonly FindingKind Recreated = new("XDS006", "Proxy's token of an account that is gone", Severity.Error,
        "The token is bound to the UID of its service account and pod; they were deleted and made anew, as by helm uninstall and install, or by moving a gateway to another namespace",
        "Restart the pod, which gets a token of the account that is there now; where the account is not there, install its release again");

    /// <summary>istiod may not ask.</summary>
    public static readonly FindingKind MayNotReview = new("XDS007", "istiod may not ask whose a token is", Severity.Error,
        "istiod's service account lacks create on tokenreviews: its ClusterRole or binding is gone, or another release took the name over; then it accepts no proxy that comes with a token",
        "Install the chart istiod of this revision again, in a remote cluster its part with the reader account, and see that no two releases share the names of cluster roles");

    /// <summary>istiod's own credential is bad.</summary>
    public static readonly FindingKind BadCredential = new("XDS008", "istiod itself is not accepted by the API server", Severity.Error,
        "The API server answers istiod's question with 401: istiod's own token, or the one in the remote secret, belongs to an account or a Secret that was deleted",
        "Restart istiod where it is the account in its own cluster; else make the remote secret of that cluster anew");

    /// <summary>istiod does not reach the API server.</summary>
    public static readonly FindingKind ServerUnreachable = new("XDS009", "istiod does not reach the API server it has to ask", Severity.Error,
        "istiod gets no answer from the API server of the proxy's cluster: a private endpoint, a security group, a wrong server or certificate in the remote secret",
        "Reach the server named in the line from istiod's pod, and mend the way or the remote secret (--server of create-remote-secret)");

    /// <summary>istiod expects another issuer.</summary>
    public static readonly FindingKind OtherIssuer = new("XDS010", "istiod expects tokens of another issuer", Severity.Error,
        "istiod has a rule of its own for tokens (JWT_RULE), as it has outside of a cluster, and the proxy's token is not what the rule expects",
        "Compare issuer, keys and audiences of JWT_RULE with the claims of the token, and correct the rule");

    /// <summary>No token of a service account.</summary>
    public static readonly FindingKind ForeignToken = new("XDS011", "Proxy's token is none of a service account", Severity.Error,
        "What lies where the proxy's token belongs is something else: an opaque token, or one of a person or another system",
        "Mount the projected token of the pod's service account with audience istio-ca there");

    /// <summary>Refused as unauthenticated; why is open.</summary>
    public static readonly FindingKind Unauthenticated = new("XDS020", "Proxy not accepted by istiod", Severity.Error,
        "istiod was reached and accepts nobody's word for who the proxy is (gRPC status 16); the reason stands in istiod's log alone and was not found, and it is the token, never a policy",
        "Read istiod's line \"Failed to authenticate client from\" with the pod's address, on every replica of the proxy's revision, or diagnose against the cluster");

    /// <summary>The identity is another one.</summary>
    public static readonly FindingKind IdentityMismatch = new("XDS021", "Proxy says it is another workload than its token", Severity.Error,
        "istiod accepted the token, and its namespace or service account is not the one that the proxy says of itself (gRPC status 7)",
        "Compare serviceAccountName and namespace of the pod with ISTIO_META and POD_NAMESPACE in its proxy's environment, and let the injector write them");

    /// <summary>istiod's certificate is not trusted.</summary>
    public static readonly FindingKind UntrustedServer = new("XDS022", "Proxy does not trust istiod's certificate", Severity.Error,
        "The root in the ConfigMap istio-ca-root-cert of the pod's namespace is not the one that istiod's certificate leads to: stale after a change of the CA, or of another control plane",
        "Let istiod write the ConfigMap anew (delete it, istiod makes it again), restart the pod, and see with Mesh.VerifyCa --live that istiod serves the CA it should");

    /// <summary>istiod is not ready.</summary>
    public static readonly FindingKind NotReady = new("XDS023", "istiod is not ready for proxies", Severity.Error,
        "istiod answers, and has not read the cluster yet: it starts, or waits for a remote cluster or its caches",
        "Wait for istiod to become ready; if it does not, read its log for what it waits for");

    /// <summary>istiod is throttled.</summary>
    public static readonly FindingKind Throttled = new("XDS024", "istiod takes no more proxies at once", Severity.Warning,
        "istiod limits how many proxies connect in a second (gRPC status 8), as when all restart at once",
        "Wait: they try again by themselves; where it lasts, give istiod more replicas or raise PILOT_MAX_REQUESTS_PER_SECOND");

    /// <summary>No connection.</summary>
    public static readonly FindingKind NoConnection = new("XDS025", "Proxy does not reach istiod", Severity.Error,
        "The proxy gets no connection to istiod's port 15012: no istiod is ready, the Service of its revision is not there, a NetworkPolicy or a firewall is in the way, or the name is not resolved",
        "See that istiod of the proxy's revision is ready and its Service has endpoints, then that NetworkPolicies let the namespace reach port 15012");

    /// <summary>The root is not in the namespace.</summary>
    public static readonly FindingKind RootMissing = new("XDS026", "Namespace without istio-ca-root-cert", Severity.Error,
        "The pod cannot start, since istiod has not written the ConfigMap istio-ca-root-cert into its namespace: discoverySelectors leave the namespace out, it is one that is always left out (kube-public, kube-node-lease, local-path-storage), or no istiod runs",
        "Give the namespace the label that discoverySelectors in the mesh's configuration ask for, or put the workload elsewhere");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        NoToken, WrongAudience, UnknownCluster, ForeignKeys, Expired, Recreated, MayNotReview, BadCredential, ServerUnreachable, OtherIssuer, ForeignToken,
        Unauthenticated, IdentityMismatch, UntrustedServer, NotReady, Throttled, NoConnection, RootMissing,
    ];
}
