namespace Mesh.Core.Findings;

/// <summary>What can be wrong with AuthorizationPolicies.</summary>
public static class AuthorizationFindings
{
    /// <summary>DENY policies refuse all that an ALLOW lets in.</summary>
    public static readonly FindingKind DeadAllow = new("AUT001", "A DENY wins over this ALLOW: nobody gets in", Severity.Error,
        "Istio asks DENY before ALLOW, so that an ALLOW is no exception to a DENY: what both match is denied, and what the ALLOW does not match is denied too",
        "Keep one of the two: an ALLOW with the addresses that may come in, or a DENY with notIpBlocks of them");

    /// <summary>DENY policies refuse a part of what an ALLOW lets in.</summary>
    public static readonly FindingKind HalfAllow = new("AUT002", "A DENY takes a part of this ALLOW", Severity.Warning,
        "Istio asks DENY before ALLOW, so that the addresses which stand in both are denied",
        "Take these addresses out of the DENY if they were to be let in, or accept the finding with the reason if they are the exception");

    /// <summary>A DENY matches everything.</summary>
    public static readonly FindingKind DenyAll = new("AUT003", "A DENY matches everything", Severity.Error,
        "A rule without conditions, or with blocks that hold every address, matches every request; no ALLOW can make an exception to a DENY",
        "Delete the DENY and write an ALLOW for what may come in: everything else is denied by itself");

    /// <summary>An ALLOW of the root namespace lets nothing in.</summary>
    public static readonly FindingKind MeshOutage = new("AUT004", "Nothing is let in anywhere in the mesh", Severity.Error,
        "An ALLOW without rules in the root namespace counts for every workload, gateways included, and matches no request; a workload that no other ALLOW is for refuses everybody",
        "Write an ALLOW for each workload that has to be reached before this one is applied, or give it a selector");

    /// <summary>An ALLOW lets nothing in.</summary>
    public static readonly FindingKind AllowNothing = new("AUT005", "Nothing is let in", Severity.Warning,
        "An ALLOW without rules matches no request, so that its workloads refuse everybody unless another ALLOW is for them",
        "Write an ALLOW for what has to be reached, or accept the finding with the reason if everything is to be refused");

    /// <summary>An ALLOW lets everything in.</summary>
    public static readonly FindingKind AllowAll = new("AUT006", "Everything is let in", Severity.Warning,
        "An empty rule matches every request, which makes every other ALLOW for the same workloads pointless",
        "Say in the rule what may come in, or delete the policy where there is no other ALLOW");

    /// <summary>An ALLOW for one path closes all others.</summary>
    public static readonly FindingKind OnePath = new("AUT007", "One path let in closes all others", Severity.Info,
        "Once there is an ALLOW for a workload, what none matches is denied: the other paths, health checks and metrics among them",
        "Add the other paths that are called, or accept the finding with the reason if one path is meant");

    /// <summary>A DENY about HTTP refuses all of TCP.</summary>
    public static readonly FindingKind HttpDenyOnTcp = new("AUT008", "A DENY about HTTP refuses all TCP", Severity.Warning,
        "A port that carries TCP has no methods, paths, hosts and tokens, and a DENY goes without what is not there: it matches every connection",
        "Name in ports the ports of HTTP that the rule is about");

    /// <summary>An ALLOW about HTTP lets no TCP in.</summary>
    public static readonly FindingKind HttpAllowOnTcp = new("AUT009", "An ALLOW about HTTP lets no TCP in", Severity.Warning,
        "On a port that carries TCP a rule of an ALLOW that asks something of HTTP is left out, so that nothing lets connections to that port in",
        "Add a rule with this port and without methods, paths, hosts and tokens, or name the port's protocol if it carries HTTP");

    /// <summary>The address is the gateway's.</summary>
    public static readonly FindingKind GatewayAddress = new("AUT010", "This address is the gateway's", Severity.Warning,
        "ipBlocks looks at the directly connected peer: behind a gateway that is the gateway's pod, and at a gateway with externalTrafficPolicy Cluster a node, whoever the client is",
        "Judge the client's address at the gateway, with remoteIpBlocks and gatewayTopology.numTrustedProxies, or with externalTrafficPolicy Local or the PROXY protocol");

    /// <summary>Nobody says which proxies are to be trusted about the client's address.</summary>
    public static readonly FindingKind UntrustedProxies = new("AUT011", "remoteIpBlocks without trusted proxies", Severity.Warning,
        "Without gatewayTopology.numTrustedProxies the gateway takes the load balancer in front of it for the client, and the header with the client's address is not believed",
        "Set meshConfig.defaultConfig.gatewayTopology.numTrustedProxies to the number of proxies in front of the gateway, or switch on the PROXY protocol");

    /// <summary>An identity is asked for where plain text is taken.</summary>
    public static readonly FindingKind PlainText = new("AUT012", "An identity is asked of plain text", Severity.Warning,
        "The port takes plain text, which has no identity: an ALLOW by identity never lets it in, a DENY by identity never holds it up, and a not… field is met by it",
        "Make the port STRICT with a PeerAuthentication once no caller is left without a proxy; until then deny plain text with notPrincipals [\"*\"]");

    /// <summary>A principal begins with spiffe://.</summary>
    public static readonly FindingKind SpiffePrefix = new("AUT013", "Principal with spiffe://", Severity.Error,
        "Istio puts spiffe:// before each entry of principals itself, so that this one fits no certificate",
        "Take spiffe:// out: principals are TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT");

    /// <summary>A principal is of another trust domain.</summary>
    public static readonly FindingKind ForeignDomain = new("AUT014", "Principal of another trust domain", Severity.Warning,
        "The trust domain is neither this mesh's nor one of its aliases, so that no certificate of this mesh fits the entry",
        "Write the mesh's trust domain, or cluster.local, which stands for it; add the other to trustDomainAliases if it is trusted");

    /// <summary>The server refuses a source.</summary>
    public static readonly FindingKind RefusedAccounts = new("AUT015", "serviceAccounts as the server refuses them", Severity.Error,
        "serviceAccounts takes NAME or NAMESPACE/NAME without wildcards, and does not stand beside principals or namespaces in one source",
        "Write each account out, or use principals, which take an asterisk at either end");

    /// <summary>A policy has a selector and targetRefs.</summary>
    public static readonly FindingKind SelectorAndTarget = new("AUT016", "selector and targetRefs at once", Severity.Error,
        "The server refuses a policy with both, since it could be for two sets of workloads",
        "Keep targetRefs for a gateway of the Gateway API or a waypoint, and selector for everything else");

    /// <summary>A policy does not reach what it is attached to.</summary>
    public static readonly FindingKind Unattached = new("AUT017", "Policy does not reach its waypoint or gateway", Severity.Warning,
        "A waypoint does not look at selectors, and targetRefs reach only a Gateway, Service or ServiceEntry of the policy's own namespace, and GatewayClass istio-waypoint from the root namespace",
        "Attach the policy with targetRefs to an object in its own namespace") { Overlaps = ["IST0166", "IST0167"] };

    /// <summary>Sources or operations that are alternatives and look like one.</summary>
    public static readonly FindingKind Alternatives = new("AUT018", "Two alternatives where one condition was meant", Severity.Warning,
        "Each dash begins an alternative: either one is enough. Only what stands in one source or operation has to hold together",
        "Write both under one dash if both have to hold, or accept the finding with the reason if either is enough");

    /// <summary>A host without its variant with a port.</summary>
    public static readonly FindingKind HostPort = new("AUT019", "Host without its port", Severity.Warning,
        "A client may name the host with a port, example.com:8080, which is another text: a DENY does not hold it up",
        "Write each host twice: example.com and example.com:*");

    /// <summary>A path that is compared before slashes are merged.</summary>
    public static readonly FindingKind PathSlashes = new("AUT020", "Path that a second slash gets around", Severity.Info,
        "Without MERGE_SLASHES a proxy compares //admin as it is, which begins otherwise than /admin, while many servers take both for the same",
        "Set meshConfig.pathNormalization.normalization to MERGE_SLASHES, or turn the rule round: an ALLOW of the paths that may be called");

    /// <summary>A method that gRPC never has.</summary>
    public static readonly FindingKind GrpcMethod = new("AUT021", "Method that gRPC never has", Severity.Error,
        "Every call of gRPC is a POST, so that a rule about its paths with another method matches nothing",
        "Write methods: [POST], or leave methods out");

    /// <summary>A selector matches no workload.</summary>
    public static readonly FindingKind SelectsNothing = new("AUT022", "Policy is for no workload", Severity.Warning,
        "No pod has all the labels of its selector, so that the policy protects nothing",
        "Compare the labels with those of the pods; the gateway chart names its pods by the release, without istio- in the label istio") { Overlaps = ["IST0127"] };

    /// <summary>A namespace is not there.</summary>
    public static readonly FindingKind UnknownNamespace = new("AUT023", "Namespace is not there", Severity.Warning,
        "No peer can have an identity of a namespace that does not exist",
        "Correct the name, or accept the finding with the reason if the namespace is in another cluster") { Overlaps = ["IST0101"] };

    /// <summary>Probes or Prometheus are refused.</summary>
    public static readonly FindingKind ProbeRefused = new("AUT024", "Probes or Prometheus are refused", Severity.Warning,
        "Kubelet and Prometheus come in plain text and without an identity, and here they are not led around the policies",
        "Let the path and port in with a rule without sources, or switch the rewriting of probes and the merging of metrics on again");

    /// <summary>A CUSTOM asks for what it cannot.</summary>
    public static readonly FindingKind CustomFields = new("AUT025", "CUSTOM asks for what it cannot", Severity.Error,
        "The server refuses identities and tokens in a CUSTOM policy, a CUSTOM without rules, and a provider in any other",
        "Select by operation, address or header alone, and leave identities to the provider or to a DENY beside it");

    /// <summary>The provider of a CUSTOM is not there.</summary>
    public static readonly FindingKind ProviderMissing = new("AUT026", "Provider of a CUSTOM is not there", Severity.Error,
        "The provider is not among meshConfig.extensionProviders, or a workload has policies of two providers, and istiod then denies all that the policy matches",
        "Add the provider to meshConfig.extensionProviders, or name one that is there");

    /// <summary>A policy is only tried out.</summary>
    public static readonly FindingKind DryRunLeft = new("AUT027", "Policy is only tried out", Severity.Warning,
        "With the annotation istio.io/dry-run the policy decides nothing and is only written down",
        "Take the annotation out when the policy is to count, or accept the finding with the reason while it is tried out");

    /// <summary>The annotation's value is no truth value.</summary>
    public static readonly FindingKind DryRunUnreadable = new("AUT028", "istio.io/dry-run that is not understood", Severity.Warning,
        "The value is no truth value, so that istiod enforces the policy",
        "Write \"true\" to try the policy out, or take the annotation out");

    /// <summary>The address is the east-west gateway's.</summary>
    public static readonly FindingKind ClusterAddress = new("AUT029", "Address across clusters", Severity.Warning,
        "What comes from another network comes through the east-west gateway, and its address is the gateway's and not the caller's",
        "Use principals or namespaces, which stay the caller's own across clusters");

    /// <summary>The server refuses or drops something.</summary>
    public static readonly FindingKind Refused = new("AUT030", "Policy as the server does not take it", Severity.Error,
        "The API server refuses the value or drops the field, and a rule without a field that was to restrict it matches more",
        "Correct what the evidence names");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        DeadAllow, HalfAllow, DenyAll, MeshOutage, AllowNothing, AllowAll, OnePath, HttpDenyOnTcp, HttpAllowOnTcp, GatewayAddress, UntrustedProxies, PlainText, SpiffePrefix, ForeignDomain, RefusedAccounts,
        SelectorAndTarget, Unattached, Alternatives, HostPort, PathSlashes, GrpcMethod, SelectsNothing, UnknownNamespace, ProbeRefused, CustomFields, ProviderMissing, DryRunLeft, DryRunUnreadable, ClusterAddress, Refused,
    ];
}
