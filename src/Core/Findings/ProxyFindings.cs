namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about single proxies that <see cref="VerificationFindings"/> has not.</summary>
public static class ProxyFindings
{
    /// <summary>15021 says that the proxy is not ready.</summary>
    public static readonly FindingKind NotReady = new("PRX001", "15021 says that the proxy is not ready", Severity.Error,
        "The agent in the pod answers otherwise than 200 for /healthz/ready: since its container started Envoy has not got listeners and clusters from istiod, is not live, or drains; the kubelet calls the container ready all the same, because it has no probe there or has not asked again",
        "Read the log of istio-proxy in this pod: it says whether istiod refuses it, cannot be reached, or has sent nothing");

    /// <summary>Nothing listens on 15021.</summary>
    public static readonly FindingKind Closed = new("PRX002", "Nothing listens on 15021", Severity.Error,
        "The pod was reached and refused the connection: Envoy does not run, or has not opened its listeners yet, so that no traffic of this pod goes through the mesh",
        "Read the log of istio-proxy in this pod and its state in the pod's status; a container of another kind may have taken the name istio-proxy");

    /// <summary>istiod holds a connection of a pod that is gone.</summary>
    public static readonly FindingKind Gone = new("PRX003", "istiod knows a proxy whose pod is gone", Severity.Warning,
        "istiod still shows a connection of a pod that the cluster has no longer: the connection was cut without an end, as when a node is lost, and istiod goes on pushing to it until it notices",
        "Ask again after some minutes; if it stays, look at the keepalive of istiod and at the load balancer or NAT between, and restart that istiod");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [NotReady, Closed, Gone];
}
