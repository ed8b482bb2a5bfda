namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a DestinationRule.</summary>
public static class DestinationRuleFindings
{
    /// <summary>Plain text to a server that takes none.</summary>
    public static readonly FindingKind TlsAgainstStrict = new("DSR001", "Plain text to a server that takes only mTLS", Severity.Error,
        "The rule keeps callers from the mesh's mTLS and a PeerAuthentication lets nothing else in; their connections are closed, which callers see as 503 with the flag UC or UF",
        "Take tls out of the rule, so that callers use mTLS where the server can, or write ISTIO_MUTUAL")
    { Overlaps = ["IST0113", "KIA0207", "KIA0208"] };

    /// <summary>A narrower part drops the TLS of the whole.</summary>
    public static readonly FindingKind NarrowDropsTls = new("DSR002", "Port or subset without the rule's TLS", Severity.Warning,
        "The settings of a port take the place of all settings of the rule, those of TLS included, and those of a subset the place of each they name; what the rule says of TLS then does not count there",
        "Repeat tls in the settings of the port or subset")
    { Overlaps = ["KIA0205", "KIA0206"] };

    /// <summary>TLS without a CA to hold the server against.</summary>
    public static readonly FindingKind NoAuthority = new("DSR003", "Server's certificate is not verified", Severity.Warning,
        "Without caCertificates or credentialName the caller accepts any certificate in Istio before 1.21, and since then whatever a public CA has signed",
        "Name the CA in caCertificates, or a Secret in credentialName, and the expected names in subjectAltNames")
    { Overlaps = ["IST0128", "IST0129"] };

    /// <summary>A mode and its certificates do not go together.</summary>
    public static readonly FindingKind CertificateContradiction = new("DSR004", "TLS mode and certificates contradict each other", Severity.Error,
        "MUTUAL needs a certificate of the caller's own, and ISTIO_MUTUAL brings the mesh's and takes none; istiod's webhook refuses the rule",
        "Give MUTUAL a clientCertificate with privateKey or a credentialName, and take certificates out of ISTIO_MUTUAL")
    { Overlaps = ["IST0106"] };

    /// <summary>A subset without pods.</summary>
    public static readonly FindingKind SubsetEmpty = new("DSR005", "Subset selects no pod", Severity.Error,
        "No pod behind the host has these labels; requests to the subset are answered with 503 and the flag UH",
        "Correct the labels to those of the pods' template, or deploy that version first")
    { Overlaps = ["IST0173", "KIA0203"] };

    /// <summary>A subset that is the whole.</summary>
    public static readonly FindingKind SubsetWithoutLabels = new("DSR006", "Subset without labels", Severity.Warning,
        "A subset without labels is the whole host, so that a route to it splits nothing off",
        "Give it the labels of the pods it stands for, or take it out")
    { Overlaps = ["KIA0209"] };

    /// <summary>Two rules of one host.</summary>
    public static readonly FindingKind TwoRules = new("DSR007", "Two DestinationRules of one host", Severity.Warning,
        "Within a namespace the subsets of both count and the trafficPolicy of the older one alone, which nobody who reads the younger one can see",
        "Put them into one DestinationRule, or keep them apart with exportTo or workloadSelector")
    { Overlaps = ["KIA0201"] };

    /// <summary>A wide rule that does not count where people think.</summary>
    public static readonly FindingKind Shadowed = new("DSR008", "DestinationRule of the whole mesh does not count here", Severity.Warning,
        "Of the caller's namespace, the Service's and the root namespace the first that has a rule wins, and nothing is joined; what the mesh-wide rule sets does not count for this host",
        "Repeat here what the mesh-wide rule sets");

    /// <summary>A rule of a host that is not there.</summary>
    public static readonly FindingKind HostUnknown = new("DSR009", "Host does not exist", Severity.Warning,
        "There is neither a Service nor a ServiceEntry of this name, so that the rule has no effect",
        "Correct the name, best to the whole one (NAME.NAMESPACE.svc.cluster.local)")
    { Overlaps = ["IST0174", "KIA0202"] };

    /// <summary>A short name of a Service in another namespace.</summary>
    public static readonly FindingKind ShortHost = new("DSR010", "Short host completed with the wrong namespace", Severity.Error,
        "A name without a dot is completed with the namespace of the DestinationRule, not of the Service, so that the rule has no effect",
        "Write the whole name: NAME.NAMESPACE.svc.cluster.local")
    { Overlaps = ["IST0174", "KIA0202"] };

    /// <summary>Limits that were made to be hit.</summary>
    public static readonly FindingKind PoolOfExample = new("DSR011", "Connection pool of one", Severity.Warning,
        "Each proxy then lets one connection or request through at a time and answers the others with 503 and the flag UO; the value comes from an example that shows just that",
        "Set it above the requests that one caller has under way at once, measured, with something to spare");

    /// <summary>A connection for each request.</summary>
    public static readonly FindingKind ConnectionPerRequest = new("DSR012", "New connection for each request", Severity.Warning,
        "With maxRequestsPerConnection 1 nothing is kept alive; each request pays for a new TCP and TLS handshake",
        "Leave it out, or set it to some thousands if connections have to be renewed now and then");

    /// <summary>Outlier detection that cannot work, or works too well.</summary>
    public static readonly FindingKind OutlierValues = new("DSR013", "Outlier detection with values that defeat it", Severity.Warning,
        "With these values no endpoint is ever ejected, or all of them can be at once, or ejected ones are back before they are looked at again",
        "Set maxEjectionPercent between 10 and 50, consecutive errors of at least 1, and baseEjectionTime above interval");

    /// <summary>Failover that never happens.</summary>
    public static readonly FindingKind BlindFailover = new("DSR014", "Failover without outlier detection", Severity.Error,
        "Envoy leaves a locality only when its endpoints are ejected, and without outlierDetection none ever is",
        "Add outlierDetection to the same trafficPolicy");

    /// <summary>A limit on connecting above the limit on everything.</summary>
    public static readonly FindingKind ConnectBeyondTimeout = new("DSR015", "Connecting may take longer than the request", Severity.Warning,
        "The timeout of the route ends the request before connecting has failed, so that no other endpoint is tried",
        "Make connectTimeout a fraction of the route's timeout");

    /// <summary>TLS within TLS.</summary>
    public static readonly FindingKind TlsTwice = new("DSR016", "TLS within TLS", Severity.Error,
        "The port of the ServiceEntry carries TLS of the application itself, and the rule wraps it once more; the server answers with a protocol error",
        "Take tls out of the rule, or have the application speak HTTP and the port be HTTP");

    /// <summary>A value that istiod refuses.</summary>
    public static readonly FindingKind BadValue = new("DSR017", "Value refused", Severity.Error,
        "Counts are at least 0 and durations are written like 5s, at least a millisecond; istiod's webhook refuses any other",
        "Write a count of at least 0, or a duration such as 5s")
    { Overlaps = ["IST0106"] };

    /// <summary>mTLS to somebody who cannot.</summary>
    public static readonly FindingKind MutualToOutside = new("DSR018", "mTLS to a server without a proxy", Severity.Error,
        "ISTIO_MUTUAL speaks mTLS whether or not the server can; one without a proxy takes the handshake for garbage, which callers see as 503 with the flag UF or UC",
        "Take tls out of the rule, so that mTLS is used where the server can, or write DISABLE for this host");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        TlsAgainstStrict, NarrowDropsTls, NoAuthority, CertificateContradiction, SubsetEmpty, SubsetWithoutLabels, TwoRules, Shadowed, HostUnknown, ShortHost, PoolOfExample, ConnectionPerRequest, OutlierValues,
        BlindFailover, ConnectBeyondTimeout, TlsTwice, BadValue, MutualToOutside,
    ];
}
