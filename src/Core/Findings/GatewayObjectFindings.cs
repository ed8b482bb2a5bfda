namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a Gateway object.</summary>
public static class GatewayObjectFindings
{
    /// <summary>No certificate where the pods look.</summary>
    public static readonly FindingKind SecretMissing = new("GWY001", "Certificate's Secret does not exist", Severity.Error,
        "The gateway's pods wait for the Secret and close every connection to the server's port until it is there",
        "Create the Secret in the namespace of the gateway's pods, or correct credentialName")
    { Overlaps = ["IST0101", "IST0161"] };

    /// <summary>A certificate where the pods do not look.</summary>
    public static readonly FindingKind SecretElsewhere = new("GWY002", "Certificate's Secret in the wrong namespace", Severity.Error,
        "The Secret is looked for in the namespace of the gateway's pods, not in that of the Gateway object, and there it is not",
        "Create the Secret in the namespace of the gateway's pods")
    { Overlaps = ["IST0101", "IST0161"] };

    /// <summary>A Secret that is no certificate.</summary>
    public static readonly FindingKind SecretUnfit = new("GWY003", "Secret cannot be used as a certificate", Severity.Error,
        "istiod takes tls.crt and tls.key, or cert and key, and for MUTUAL ca.crt or cacert there or in the Secret NAME-cacert; without them the gateway gets no certificate",
        "Make it anew with kubectl create secret tls, and add ca.crt where clients have to show a certificate")
    { Overlaps = ["IST0161"] };

    /// <summary>A chain that clients refuse.</summary>
    public static readonly FindingKind BadChain = new("GWY004", "Certificate chain in disorder", Severity.Error,
        "A client needs the server's own certificate first and then each issuer up to one below its root, all of them in time and belonging to the key; it refuses any other, or accepts it only by luck",
        "Put the certificate first and its intermediates behind it in order, without the root, and the key that belongs to it");

    /// <summary>Two servers for the same.</summary>
    public static readonly FindingKind DuplicateHosts = new("GWY005", "Host on one port of one gateway twice", Severity.Error,
        "Two Gateways configure the same pods for the same port and host; the older one counts, and what the younger says of TLS and routes is dropped",
        "Take the host out of one of them, or select other pods")
    { Overlaps = ["IST0145", "KIA0301"] };

    /// <summary>One certificate on several Gateways.</summary>
    public static readonly FindingKind SameCertificate = new("GWY006", "One certificate on several Gateways", Severity.Warning,
        "A browser sends requests for all names of a certificate over the connection it has; the listener of the one Gateway does not know the routes of the other, and answers 404",
        "Put the hosts into one Gateway, or give each a certificate of its own names")
    { Overlaps = ["IST0138"] };

    /// <summary>A port that nobody can reach.</summary>
    public static readonly FindingKind PortNotInService = new("GWY007", "Port not in the gateway's Service", Severity.Warning,
        "The pods listen there, and no Service of theirs leads to it",
        "Add the port to the gateway's Service, or write one that it has")
    { Overlaps = ["IST0162"] };

    /// <summary>A Gateway for nobody.</summary>
    public static readonly FindingKind NoPods = new("GWY008", "Selector matches no gateway", Severity.Error,
        "No pod has these labels, so that the Gateway is configured nowhere; of Istio's chart the label istio is the release's name without a leading istio-",
        "Write the labels of the gateway's pods")
    { Overlaps = ["IST0101", "IST0127", "KIA0302"] };

    /// <summary>Settings of TLS that exclude each other.</summary>
    public static readonly FindingKind TlsContradiction = new("GWY009", "TLS settings contradict each other", Severity.Error,
        "What the server says of TLS does not go with its protocol, or names what its mode has no use for; it is refused, or does something else than it says",
        "For TLS that ends here: protocol HTTPS, mode SIMPLE and credentialName. For TLS that goes through: protocol TLS and mode PASSTHROUGH. For plain text: protocol HTTP and nothing but httpsRedirect");

    /// <summary>TLS without a certificate.</summary>
    public static readonly FindingKind NoCertificate = new("GWY010", "TLS without a certificate", Severity.Error,
        "TLS ends at the gateway, and nothing says with which certificate; istiod's webhook refuses the Gateway",
        "Name a Secret in credentialName")
    { Overlaps = ["IST0106"] };

    /// <summary>Every Service by its name in TLS.</summary>
    public static readonly FindingKind AutoPassthrough = new("GWY011", "AUTO_PASSTHROUGH beyond other clusters", Severity.Warning,
        "With AUTO_PASSTHROUGH the name in the TLS handshake alone decides which Service is reached, past every route; it is for east-west gateways, for hosts *.local on a port of protocol TLS",
        "Use it only on an east-west gateway with hosts *.local, and PASSTHROUGH with a VirtualService elsewhere");

    /// <summary>Every name.</summary>
    public static readonly FindingKind AnyHost = new("GWY012", "Every host let in", Severity.Info,
        "With * any VirtualService of any namespace can claim any name at this gateway, and names nobody meant are answered",
        "Name the hosts, with the namespace that may claim them: NAMESPACE/HOST");

    /// <summary>One port, two protocols.</summary>
    public static readonly FindingKind PortClash = new("GWY013", "Port with two protocols", Severity.Error,
        "A port of the pods is plain or TLS, HTTP or not; of servers that disagree the first counts and the others are dropped",
        "Give each protocol a port of its own");

    /// <summary>TLS that is no longer safe.</summary>
    public static readonly FindingKind OldTls = new("GWY014", "TLS below 1.2", Severity.Warning,
        "TLS 1.0 and 1.1 are deprecated by RFC 8996, and scanners and payment rules refuse them",
        "Leave minProtocolVersion out, which means 1.2, or raise it");

    /// <summary>A redirect into the void.</summary>
    public static readonly FindingKind RedirectToNowhere = new("GWY015", "Redirect to a host without HTTPS", Severity.Error,
        "Every request is sent to https:// of the same name, and no server of the same pods lets that name in by HTTPS",
        "Add an HTTPS server for the host, or take httpsRedirect out");

    /// <summary>A certificate of other names.</summary>
    public static readonly FindingKind WrongNames = new("GWY016", "Certificate of other names", Severity.Error,
        "Clients compare the name they asked for with those in the certificate, and it is not among them",
        "Use a certificate that has the host among its names, or take the host out of the server");

    /// <summary>A certificate that will end.</summary>
    public static readonly FindingKind EndsSoon = new("GWY017", "Certificate ends soon", Severity.Warning,
        "A certificate of the chain ends within 30 days, and from then on every client refuses it",
        "Have it issued anew and replace the Secret; the gateway takes the new one without a restart");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        SecretMissing, SecretElsewhere, SecretUnfit, BadChain, DuplicateHosts, SameCertificate, PortNotInService, NoPods, TlsContradiction, NoCertificate, AutoPassthrough, AnyHost, PortClash, OldTls,
        RedirectToNowhere, WrongNames, EndsSoon,
    ];
}
