namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about whether an installed mesh really serves.</summary>
public static class VerificationFindings
{
    /// <summary>A workload of the mesh has not the pods it should have.</summary>
    public static readonly FindingKind Unavailable = new("VFY001", "Workload of the mesh not available", Severity.Error,
        "The workload has fewer pods that are new and available than it wants, or wants none, so that what it does for the mesh is done by too few or by nobody",
        "Read the trouble of its pods in the evidence, and mend it before anything else: most other findings follow from it");

    /// <summary>A configured part is not in the cluster.</summary>
    public static readonly FindingKind PartMissing = new("VFY002", "Part of the mesh not there", Severity.Error,
        "mesh.yaml says that this part belongs to the mesh, and the cluster has no workload of it",
        "Install it with Mesh.InstallIstio or Mesh.InstallGateway, or take it out of mesh.yaml");

    /// <summary>A workload runs another image than the configured one.</summary>
    public static readonly FindingKind WrongImage = new("VFY003", "Another image than expected", Severity.Error,
        "The workload's image is not the one that version, hub and variant in mesh.yaml make: an upgrade that did not reach it, a values file that overrides it, or a release of another version",
        "Compare helm get values of its release with mesh.yaml, and install it again");

    /// <summary>An image does not run on its node.</summary>
    public static readonly FindingKind WrongArchitecture = new("VFY004", "Image not for the node's architecture", Severity.Error,
        "The program in the image was built for another processor than the node's, so that it ends at once with exec format error",
        "Take the image from a registry that has it for this platform: Mesh.CheckImages says which has, Mesh.MirrorImages copies it whole");

    /// <summary>The webhooks of the revision are not there.</summary>
    public static readonly FindingKind WebhookMissing = new("VFY010", "Webhook not there", Severity.Error,
        "Without a mutating webhook of the revision no new pod gets a proxy, and nobody says so; without a validating one mistakes in objects of Istio are accepted",
        "Install istiod of this revision again; where the webhooks are left out on purpose, that is what to change or to know");

    /// <summary>A webhook's Service, its port or its endpoints are not there.</summary>
    public static readonly FindingKind WebhookDangling = new("VFY011", "Webhook leads nowhere", Severity.Error,
        "The webhook points to a Service that is not there, lacks the port, or has no ready endpoint behind it; with failurePolicy Fail the API server then refuses every object it is asked about",
        "Bring istiod of this Service back, or remove or repoint the webhook that an older revision left behind");

    /// <summary>A webhook's CA bundle is not the mesh's.</summary>
    public static readonly FindingKind WebhookBundle = new("VFY012", "Webhook trusts another CA", Severity.Error,
        "The caBundle is empty, cannot be read or lacks the root that istiod's own certificate leads to, so that the API server refuses istiod with an x509 error",
        "Restart istiod, which writes the caBundle anew; if it stays so, something else writes it, or istiod may not patch webhooks");

    /// <summary>CRDs are not there.</summary>
    public static readonly FindingKind CrdMissing = new("VFY020", "CRD not there", Severity.Error,
        "Objects of this kind cannot be kept, and istiod of this version reads them; helm does not upgrade the CRDs of the chart base up to 1.23",
        "Install the chart base of this version, up to 1.23 by applying its folder crds");

    /// <summary>CRDs do not do.</summary>
    public static readonly FindingKind CrdUnfit = new("VFY021", "CRD not usable", Severity.Error,
        "The CRD is not established, or does not serve a version of the kind that this Istio needs: it is of an older Istio, or its names clash with another one",
        "Install the chart base of this version, up to 1.23 by applying its folder crds, and read the CRD's conditions");

    /// <summary>No istiod knows a proxy.</summary>
    public static readonly FindingKind ProxyUnknown = new("VFY030", "Proxy without istiod", Severity.Error,
        "The proxy runs, and no istiod holds a connection of it: it works with what it had last, and 15021 goes on saying that it is ready",
        "Read the log of istio-proxy in this pod for what its stream to istiod was closed with, then the log of istiod");

    /// <summary>Several istiods know a proxy.</summary>
    public static readonly FindingKind ProxyTwice = new("VFY031", "Proxy on several istiods", Severity.Error,
        "A proxy keeps one connection; an istiod that still shows one it has left does not notice that connections end, and answers for state that nobody has",
        "Wait until the connection has timed out and verify again; if it stays, restart the istiod that the pod's log does not name");

    /// <summary>A proxy refused its configuration.</summary>
    public static readonly FindingKind ProxyRejects = new("VFY032", "Configuration rejected by the proxy", Severity.Error,
        "Envoy refused what istiod sent and keeps what it had before; everything that came with it does not work, however right it is",
        "Mend the object that the error names, most often an EnvoyFilter, a port that two listeners want, or a certificate that cannot be read");

    /// <summary>A proxy has not what it was sent.</summary>
    public static readonly FindingKind ProxyStale = new("VFY033", "Proxy not up to date", Severity.Error,
        "istiod has sent something that the proxy has not acknowledged, or nothing at all, and still so after a second look: one of the two is overloaded, or the way between them is cut",
        "Look at the CPU of istiod and of the proxy, and at the pilot_xds and push metrics; restart the pod if it stays so");

    /// <summary>A proxy's certificate is not renewed.</summary>
    public static readonly FindingKind ProxyCertificateEnds = new("VFY034", "Certificate of a proxy not renewed", Severity.Error,
        "A proxy renews its certificate when about half of its lifetime is left; with less than a quarter left it has tried for long and failed, and when it ends every mTLS connection of this pod fails",
        "Read the log of istio-proxy for what istiod answers to its signing request, and Mesh.VerifyCa --live for the CA");

    /// <summary>A proxy belongs to another revision.</summary>
    public static readonly FindingKind ProxyRevision = new("VFY035", "Proxy of another revision", Severity.Error,
        "The proxy was injected by a revision that has no istiod any more, or is connected to an istiod of another revision than its own",
        "Point the namespace's label to a revision that is there, and restart the pod");

    /// <summary>A proxy has another version.</summary>
    public static readonly FindingKind ProxyVersion = new("VFY036", "Proxy of another version", Severity.Warning,
        "The proxy is still of the version it was injected with; Istio supports proxies up to two minor versions behind istiod, and fixes of security reach it only with a restart",
        "Restart these workloads with Mesh.RestartWorkloads");

    /// <summary>A proxy is not ready.</summary>
    public static readonly FindingKind ProxyNotReady = new("VFY037", "Proxy not ready", Severity.Error,
        "The proxy's container does not run or is not ready, so that its pod gets no traffic",
        "Read the events of the pod and the log of istio-proxy");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        Unavailable, PartMissing, WrongImage, WrongArchitecture, WebhookMissing, WebhookDangling, WebhookBundle, CrdMissing, CrdUnfit,
        ProxyUnknown, ProxyTwice, ProxyRejects, ProxyStale, ProxyCertificateEnds, ProxyRevision, ProxyVersion, ProxyNotReady,
    ];
}
