namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about whether versions, nodes and network fit the mesh.</summary>
public static class VersionFindings
{
    /// <summary>The server is not among the versions that Istio supports.</summary>
    public static readonly FindingKind OutOfRange = new("VER001", "Kubernetes outside Istio's range", Severity.Error,
        "Istio publishes for each minor version the versions of Kubernetes it is supported on, with a lower and an upper bound, and this server is not among them; neither helm nor istioctl looks at the upper one",
        "Choose an Istio version that the evidence names for this server, or a cluster within the range");

    /// <summary>The version is not looked after any more.</summary>
    public static readonly FindingKind IstioEol = new("VER002", "Istio past its end of life", Severity.Error,
        "After its end of life a minor version gets no fixes, not even for security",
        "Choose a minor version that is still supported; where the mesh runs this one already, plan its upgrade");

    /// <summary>The table does not know the version.</summary>
    public static readonly FindingKind Unknown = new("VER003", "Versions unknown to the table", Severity.Error,
        "The table of versions that fit together has no row for what is used here, so nobody has said that it works",
        "Look it up where Istio publishes it, and put a row with its source into the file of istio.supportTable");

    /// <summary>Support ends within a month.</summary>
    public static readonly FindingKind EndsSoon = new("VER004", "Support ends soon", Severity.Warning,
        "The support of this version ends within the next 30 days, which is about the time that an upgrade takes to be planned and made",
        "Plan the upgrade now");

    /// <summary>EKS looks after the version for a fee only.</summary>
    public static readonly FindingKind EksExtended = new("VER005", "EKS standard support over", Severity.Warning,
        "Standard support on Amazon EKS has ended for this version of Kubernetes; the cluster costs several times as much per hour until extended support ends too",
        "Upgrade the cluster");

    /// <summary>EKS does not look after the version any more.</summary>
    public static readonly FindingKind EksEnded = new("VER006", "EKS extended support over", Severity.Error,
        "Extended support on Amazon EKS has ended for this version of Kubernetes, and AWS upgrades the control plane by itself at a time of its own",
        "Upgrade the cluster before anything is installed in it");

    /// <summary>The table has no dates of EKS for the version.</summary>
    public static readonly FindingKind EksUnknown = new("VER007", "EKS support unknown", Severity.Warning,
        "The server is one of Amazon EKS, and the table has no row for its version, so that nothing is known of the end of its support",
        "Look it up where AWS publishes it, and put a row with its source into the file of istio.supportTable");

    /// <summary>The table has not been brought up to date for long.</summary>
    public static readonly FindingKind TableOld = new("VER008", "Table of versions is old", Severity.Warning,
        "Istio's table is edited after a release and a release comes every quarter, so that a table of more than 90 days misses rows and dates",
        "Update Cake.Frosting.Mesh, or name a file with newer rows and their asOf in istio.supportTable");

    /// <summary>A proxy is newer than its control plane.</summary>
    public static readonly FindingKind ProxyAhead = new("VER009", "Proxies ahead of istiod", Severity.Error,
        "A proxy must never be of a newer minor version than the istiod that configures it, for it may ask for what that does not know",
        "Upgrade the control plane first, or restart the workloads with the injector of the older version");

    /// <summary>A proxy is more than one minor version older than its control plane.</summary>
    public static readonly FindingKind ProxyBehind = new("VER010", "Proxies too far behind istiod", Severity.Warning,
        "The control plane may be one minor version ahead of a proxy and no more; what an older proxy makes of its configuration is tested by nobody",
        "Restart the workloads, so that the present version is injected, before the control plane moves on");

    /// <summary>The upgrade skips versions.</summary>
    public static readonly FindingKind StepTooLarge = new("VER011", "Upgrade skips versions", Severity.Error,
        "In place, Istio is upgraded one minor version at a time, and by revisions two at most; what is removed in between is not noticed",
        "Upgrade to the version in between first");

    /// <summary>The upgrade goes over two minor versions.</summary>
    public static readonly FindingKind TwoMinors = new("VER012", "Upgrade over two minor versions", Severity.Warning,
        "With revisions a step of two minor versions is said to work and is tested less than a step of one",
        "Read the upgrade notes of both versions, and move one namespace first");

    /// <summary>The version would go back.</summary>
    public static readonly FindingKind Downgrade = new("VER013", "Downgrade", Severity.Error,
        "The cluster runs a newer control plane than the one wanted; proxies of the newer version would be ahead of it, and CRDs and objects may hold what the older one does not know",
        "Correct istio.version, or go back with Mesh.RollbackIstio while the old revision is still there");

    /// <summary>A version cannot be told.</summary>
    public static readonly FindingKind Unreadable = new("VER014", "Version cannot be told", Severity.Warning,
        "The image is named by a digest or a tag that is no version, and no label says the version either, so that skew and step cannot be judged",
        "Use images tagged with Istio's version, or compare the versions by hand");

    /// <summary>Nodes do not take pods.</summary>
    public static readonly FindingKind NotReady = new("NOD001", "Nodes not ready", Severity.Warning,
        "A node whose kubelet does not report Ready takes no new pods, and its own are moved or lost",
        "Describe the node and look at its kubelet, its CNI and its disk before anything is rolled out");

    /// <summary>What is to be installed has no room.</summary>
    public static readonly FindingKind NoRoom = new("NOD002", "No room for what is installed", Severity.Error,
        "The scheduler goes by requests: what nodes can allocate, less what their pods request, does not hold the pods named",
        "Add nodes, or lower the requests in istio.istiod.resources, istio.cni.resources and istio.ztunnel.resources");

    /// <summary>Little is left.</summary>
    public static readonly FindingKind LittleRoom = new("NOD003", "Little room left", Severity.Warning,
        "No node has 2 CPU and 4 GiB left that nobody requests, which a control plane needs while it is replaced and its load grows",
        "Add a node, or lower the requests of what runs");

    /// <summary>A kubelet's version does not go with the server's.</summary>
    public static readonly FindingKind KubeletSkew = new("NOD004", "Kubelet does not go with the server", Severity.Warning,
        "A kubelet must not be newer than the API server, and may be three minor versions older, two where it is older than 1.25",
        "Upgrade the nodes, or the control plane first where a kubelet is ahead of it");

    /// <summary>The number of replicas does not suit the nodes.</summary>
    public static readonly FindingKind Replicas = new("NOD005", "Replicas of istiod do not suit the nodes", Severity.Info,
        "Two replicas or more survive the loss of a node, and more than the smaller of three and one less than the nodes leave no node to drain",
        "Set istio.istiod.replicas to what the evidence says");

    /// <summary>Pods that crash already.</summary>
    public static readonly FindingKind Crashing = new("NOD006", "Pods crash already", Severity.Warning,
        "Containers of these pods start and end again; whatever is rolled out next is blamed for it, or fails of the same cause",
        "Mend or remove them first, so that what fails afterwards is known to be new");

    /// <summary>A CNI does not run on every node.</summary>
    public static readonly FindingKind CniUnhealthy = new("CNI001", "CNI not healthy", Severity.Warning,
        "The DaemonSet of the network plugin is not ready on every node it is for; pods on the others get no network, or no redirection into the mesh",
        "Describe its pods that are not ready and read their logs");

    /// <summary>No CNI was recognised.</summary>
    public static readonly FindingKind CniUnrecognised = new("CNI002", "CNI not recognised", Severity.Info,
        "Neither a DaemonSet nor a node nor an API group is that of Calico, Cilium, Flannel, Weave or the VPC CNI; the cluster has another one, or its provider runs it out of sight",
        "Check with its makers that it takes a chained plugin before Istio's CNI is enabled");

    /// <summary>Cilium removes Istio's plugin.</summary>
    public static readonly FindingKind CiliumExclusive = new("CNI003", "Cilium removes Istio's plugin", Severity.Error,
        "With cni-exclusive Cilium takes every other plugin out of the node's CNI configuration, so that pods start without redirection into the mesh",
        "Set cni.exclusive=false in Cilium's values and restart its agents before Istio's CNI is installed");

    /// <summary>Cilium chooses backends before the proxy can.</summary>
    public static readonly FindingKind CiliumSockets = new("CNI004", "Cilium balances inside pods", Severity.Warning,
        "In place of kube-proxy Cilium turns a Service's address into a pod's when the application connects, so that the proxy never sees for which Service a request was",
        "Set socketLB.hostNamespaceOnly=true in Cilium's values and restart its agents");

    /// <summary>Istio's plugin is of another version than its control plane.</summary>
    public static readonly FindingKind CniSkew = new("CNI005", "Istio CNI does not go with istiod", Severity.Warning,
        "Istio's CNI is one for the whole cluster, whatever revisions there are, and goes with control planes of one minor version more or less",
        "Upgrade istio-cni together with the control plane, one minor version at a time");

    /// <summary>Nodes on which Istio's plugin cannot work.</summary>
    public static readonly FindingKind CniNodes = new("CNI006", "Nodes without Istio CNI", Severity.Warning,
        "Istio's CNI and ztunnel are DaemonSets with rights on the node: Fargate has no DaemonSets, and on Bottlerocket some versions fail for want of a shell",
        "Keep workloads of the mesh off these nodes, or choose another version");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        OutOfRange, IstioEol, Unknown, EndsSoon, EksExtended, EksEnded, EksUnknown, TableOld, ProxyAhead, ProxyBehind, StepTooLarge, TwoMinors, Downgrade, Unreadable,
        NotReady, NoRoom, LittleRoom, KubeletSkew, Replicas, Crashing, CniUnhealthy, CniUnrecognised, CiliumExclusive, CiliumSockets, CniSkew, CniNodes,
    ];
}
