namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a VirtualService.</summary>
public static class VirtualServiceFindings
{
    /// <summary>The shares of a route are not percent.</summary>
    public static readonly FindingKind WeightSum = new("VSV001", "Weights do not add up to 100", Severity.Warning,
        "Weights are shares of their sum and no percentages, so that a route whose weights do not add up to 100 is split in other parts than it says",
        "Make the weights of the route add up to 100")
    { Overlaps = ["KIA1104"] };

    /// <summary>No destination of a route has a share.</summary>
    public static readonly FindingKind ZeroWeights = new("VSV002", "Every weight is 0", Severity.Error,
        "With several destinations and a sum of 0 there is nobody to send a request to; istiod's webhook refuses such a route",
        "Give at least one destination a weight, so that they add up to 100")
    { Overlaps = ["IST0106"] };

    /// <summary>A share below nothing.</summary>
    public static readonly FindingKind NegativeWeight = new("VSV003", "Weight below 0", Severity.Error,
        "A share cannot be less than nothing; istiod's webhook refuses such a route",
        "Write a weight from 0 to 100")
    { Overlaps = ["IST0106"] };

    /// <summary>The only destination of a route has a share.</summary>
    public static readonly FindingKind LoneWeight = new("VSV004", "Weight of the only destination", Severity.Warning,
        "A route with one destination sends everything there, whatever its weight; often the other destination of a split has been forgotten or taken out",
        "Leave the weight out, or add the destination that gets the rest")
    { Overlaps = ["KIA1104"] };

    /// <summary>A rule behind one that takes everything.</summary>
    public static readonly FindingKind BehindCatchAll = new("VSV005", "Rule behind a catch-all", Severity.Error,
        "Rules are tried from the top and the first that matches wins; one above it matches every request, so that this one is never reached",
        "Move the rule without conditions to the end")
    { Overlaps = ["IST0130"] };

    /// <summary>A rule whose conditions stand above it already.</summary>
    public static readonly FindingKind RepeatedMatch = new("VSV006", "Rule with the conditions of an earlier one", Severity.Error,
        "Rules are tried from the top and the first that matches wins; the same conditions stand in a rule above it, so that this one is never reached",
        "Take one of the two out, or make their conditions differ")
    { Overlaps = ["IST0130"] };

    /// <summary>A rule whose requests an earlier, wider one takes.</summary>
    public static readonly FindingKind ShadowedRule = new("VSV007", "Rule shadowed by a wider one", Severity.Error,
        "Rules are tried from the top and the first that matches wins; a wider condition above it takes all of its requests, so that this one is never reached",
        "Move the narrower rule above the wider one")
    { Overlaps = ["IST0130"] };

    /// <summary>One of several conditions that adds nothing.</summary>
    public static readonly FindingKind IdleMatch = new("VSV008", "Condition without effect", Severity.Info,
        "A rule above takes what this one condition of the rule would match; the rule's other conditions are still reached",
        "Take the condition out, or move the rule up if it should win")
    { Overlaps = ["IST0131"] };

    /// <summary>A subset that no DestinationRule has.</summary>
    public static readonly FindingKind SubsetMissing = new("VSV009", "Subset not defined", Severity.Error,
        "No DestinationRule of the host that its proxies see has this subset; requests to it are answered with 503 and the flag NC",
        "Add the subset to the host's DestinationRule, apply that first, and export it to this namespace")
    { Overlaps = ["IST0101", "KIA1107"] };

    /// <summary>A host that nobody answers to.</summary>
    public static readonly FindingKind HostMissing = new("VSV010", "Destination does not exist", Severity.Error,
        "There is neither a Service nor a ServiceEntry of this name; requests to it are answered with 503 and the flag NC",
        "Correct the name, best to the whole one (NAME.NAMESPACE.svc.cluster.local), or add a ServiceEntry")
    { Overlaps = ["IST0101", "KIA1101"] };

    /// <summary>A short name of a Service in another namespace.</summary>
    public static readonly FindingKind ShortHost = new("VSV011", "Short name completed with the wrong namespace", Severity.Error,
        "A name without a dot is completed with the namespace of the VirtualService, not of the Service, and there is no such Service there",
        "Write the whole name: NAME.NAMESPACE.svc.cluster.local")
    { Overlaps = ["IST0101", "KIA1101"] };

    /// <summary>Two VirtualServices claim a host within the mesh.</summary>
    public static readonly FindingKind HostConflict = new("VSV012", "Host claimed by two VirtualServices", Severity.Error,
        "Within the mesh a host has one VirtualService; of several that the same proxies see the oldest counts alone and the others are ignored whole",
        "Put the rules into one VirtualService, or keep them apart with exportTo")
    { Overlaps = ["IST0109", "KIA1106"] };

    /// <summary>A catch-all among several VirtualServices of a gateway's host.</summary>
    public static readonly FindingKind SplitCatchAll = new("VSV013", "Catch-all in one of several VirtualServices", Severity.Warning,
        "At a gateway the rules of all VirtualServices of a host are joined by age, so that a rule without conditions hides whatever the younger ones say",
        "Keep the catch-all in the youngest VirtualService of the host, or put all rules into one")
    { Overlaps = ["KIA1106"] };

    /// <summary>A Service's routes that callers in the mesh never see.</summary>
    public static readonly FindingKind WithoutMesh = new("VSV014", "Callers within the mesh are left out", Severity.Warning,
        "With gateways given, a VirtualService counts at those alone; callers within the mesh go to the Service directly, past weights, retries and timeouts",
        "Add mesh to gateways, or leave the Service out of hosts if only the gateway is meant")
    { Overlaps = ["IST0140"] };

    /// <summary>A gateway that is not there.</summary>
    public static readonly FindingKind GatewayMissing = new("VSV015", "Gateway does not exist", Severity.Error,
        "A VirtualService of a Gateway that is not there counts nowhere",
        "Correct the name, or add the Gateway")
    { Overlaps = ["IST0101", "KIA1102"] };

    /// <summary>A gateway of another namespace, named without it.</summary>
    public static readonly FindingKind GatewayElsewhere = new("VSV016", "Gateway of another namespace named without it", Severity.Error,
        "A Gateway's name without a namespace means one beside the VirtualService, and there is none of this name there",
        "Write NAMESPACE/NAME")
    { Overlaps = ["IST0101", "KIA1108"] };

    /// <summary>A host that the gateway does not let in.</summary>
    public static readonly FindingKind HostNotOffered = new("VSV017", "Host not offered by its gateway", Severity.Warning,
        "No server of the Gateway lets this host in, so that the gateway answers requests to it with 404 or closes the connection",
        "Add the host to a server of the Gateway, or correct it here")
    { Overlaps = ["IST0132"] };

    /// <summary>No port where there are several.</summary>
    public static readonly FindingKind PortNeeded = new("VSV018", "Destination without a port", Severity.Warning,
        "The host has several ports; which one is meant is then decided by the port the request came in on, and at a gateway that is rarely one of them",
        "Write port.number of the destination")
    { Overlaps = ["IST0112"] };

    /// <summary>A port that the host has not.</summary>
    public static readonly FindingKind PortMissing = new("VSV019", "Destination's port does not exist", Severity.Error,
        "The host has no such port; requests are answered with 503. It is the port of the Service that counts, not the one its pods listen on",
        "Write one of the ports of the Service or ServiceEntry");

    /// <summary>Retries that the timeout never lets happen.</summary>
    public static readonly FindingKind RetriesBeyondTimeout = new("VSV020", "Retries do not fit into the timeout", Severity.Warning,
        "The timeout of a rule covers all tries together; when it has passed no further one begins",
        "Make timeout at least (attempts + 1) × perTryTimeout, or lower one of the two");

    /// <summary>A timeout below what the callee takes.</summary>
    public static readonly FindingKind TimeoutTooShort = new("VSV021", "Timeout below the response time", Severity.Warning,
        "A caller's limit below what the callee takes fails requests that would have been answered; it has to be above it, by a fifth say, and never below",
        "Raise it above the response time, or correct the annotation mesh.lint/response-time");

    /// <summary>Retries of what must not happen twice.</summary>
    public static readonly FindingKind UnsafeRetries = new("VSV022", "Retries of requests that are not idempotent", Severity.Warning,
        "On 5xx and reset the first try may have been carried out already, and a POST or PATCH that is sent again does it twice",
        "Retry on connect-failure,refused-stream alone, or match the methods that may be repeated in a rule of their own");

    /// <summary>Copies for nobody.</summary>
    public static readonly FindingKind MirrorMissing = new("VSV023", "Mirror does not exist", Severity.Error,
        "The copies of requests go to a host or subset that nobody answers to, and nothing tells, since answers of a mirror are thrown away",
        "Correct host and subset of the mirror, or take it out")
    { Overlaps = ["IST0101", "KIA1101"] };

    /// <summary>A fault for every request.</summary>
    public static readonly FindingKind FaultLeftIn = new("VSV024", "Fault for every request", Severity.Warning,
        "Every request that the rule matches is aborted or delayed, and no header marks it as one of a test",
        "Take the fault out, lower its percentage, or match a header that only the test sends");

    /// <summary>Parts of a rule that exclude each other.</summary>
    public static readonly FindingKind Contradiction = new("VSV025", "Rule contradicts itself", Severity.Error,
        "A rule does one of route, redirect, directResponse and delegate, and rewrites only what it routes; istiod's webhook refuses any other",
        "Leave one of them in each rule")
    { Overlaps = ["IST0106"] };

    /// <summary>Slashes that do not meet.</summary>
    public static readonly FindingKind BadJoin = new("VSV026", "Rewrite joins paths badly", Severity.Warning,
        "Of the path the matched prefix alone is replaced, so that prefix and rewrite have to end alike: both with a slash or both without",
        "Match the prefix with a slash at its end and the path without one exactly, or write the rewrite alike");

    /// <summary>Claims that nobody verified.</summary>
    public static readonly FindingKind UnverifiedClaims = new("VSV027", "Routes by claims that nobody verifies", Severity.Error,
        "Claims of a token are known only at a gateway, and there only where a RequestAuthentication has verified the token; else the rule never matches",
        "Add a RequestAuthentication that selects the gateway's pods")
    { Overlaps = ["IST0149"] };

    /// <summary>A part that is not there, or is none.</summary>
    public static readonly FindingKind DelegateMissing = new("VSV028", "Delegate missing or unfit", Severity.Error,
        "A rule that delegates to a VirtualService that is not there, or has hosts of its own, is left out",
        "Correct name and namespace of the delegate, and leave hosts and gateways out of it");

    /// <summary>Every host, within the mesh.</summary>
    public static readonly FindingKind AnyHostInMesh = new("VSV029", "Every host within the mesh", Severity.Error,
        "A VirtualService for all hosts is only possible at a gateway; istiod's webhook refuses it for the mesh",
        "Name the hosts, or bind it to a gateway")
    { Overlaps = ["IST0106"] };

    /// <summary>A VirtualService that its gateway does not see.</summary>
    public static readonly FindingKind HiddenFromGateway = new("VSV030", "Not exported to its gateway", Severity.Error,
        "exportTo leaves out the namespace in which the gateway's pods run, so that they never see the VirtualService",
        "Add the namespace of the gateway's pods to exportTo, or leave exportTo out");

    /// <summary>A limit that is no duration.</summary>
    public static readonly FindingKind NoDuration = new("VSV031", "Not a duration", Severity.Error,
        "Durations are a number with h, m, s or ms, and at least a millisecond; istiod's webhook refuses any other",
        "Write it like 500ms, 2s or 1m30s")
    { Overlaps = ["IST0106"] };

    /// <summary>A Gateway that istiod makes by itself.</summary>
    public static readonly FindingKind InternalGateway = new("VSV032", "Bound to a Gateway that istiod makes", Severity.Warning,
        "istiod makes a Gateway of its own for each listener of the Gateway API, whose name is no promise; a route by that name stops working with some later version",
        "Use an HTTPRoute with a parentRef to the Gateway of the Gateway API")
    { Overlaps = ["IST0165"] };

    /// <summary>An expression that is none.</summary>
    public static readonly FindingKind BadExpression = new("VSV033", "Regular expression cannot be read", Severity.Error,
        "Envoy's expressions are RE2's, which have neither lookaround nor references to groups; one that cannot be read makes the proxy refuse all routes it comes with",
        "Write it in the syntax of RE2, or use exact or prefix")
    { Overlaps = ["IST0122"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        WeightSum, ZeroWeights, NegativeWeight, LoneWeight, BehindCatchAll, RepeatedMatch, ShadowedRule, IdleMatch, SubsetMissing, HostMissing, ShortHost, HostConflict, SplitCatchAll, WithoutMesh,
        GatewayMissing, GatewayElsewhere, HostNotOffered, PortNeeded, PortMissing, RetriesBeyondTimeout, TimeoutTooShort, UnsafeRetries, MirrorMissing, FaultLeftIn, Contradiction, BadJoin,
        UnverifiedClaims, DelegateMissing, AnyHostInMesh, HiddenFromGateway, NoDuration, InternalGateway,
        BadExpression,
    ];
}
