namespace Mesh.Core.Findings;

/// <summary>What can be wrong with the Gateway API's objects: Gateways, their listeners, and the routes that are to be attached to them.</summary>
public static class GatewayApiFindings
{
    /// <summary>A parent that is not there.</summary>
    public static readonly FindingKind ParentMissing = new("GAP001", "Route's parent does not exist", Severity.Error,
        "A route is served by the Gateway or Service that its parentRef names, and by nobody where there is none; the route then gets no status that would say so",
        "Correct name and namespace of the parentRef; without a namespace it means the route's own")
    { Overlaps = ["IST0101"] };

    /// <summary>A listener that is not there.</summary>
    public static readonly FindingKind ListenerMissing = new("GAP002", "Route's listener does not exist", Severity.Error,
        "sectionName and port of a parentRef choose among the parent's listeners or ports, and no one of them has both",
        "Write the name of a listener in sectionName, or leave sectionName and port out for all of them");

    /// <summary>A listener that takes no such route.</summary>
    public static readonly FindingKind NotAllowed = new("GAP003", "Listener refuses the route", Severity.Error,
        "allowedRoutes of a listener says of which namespaces and kinds routes are taken, without it those of the Gateway's own namespace and of the kinds that go with its protocol; of the listeners that the parentRef chooses none takes this one",
        "Allow the namespace or kind in allowedRoutes of the listener, or move the route");

    /// <summary>Hostnames that never meet.</summary>
    public static readonly FindingKind HostsApart = new("GAP004", "Hostnames meet those of no listener", Severity.Error,
        "A route serves the names that its hostnames and the listener's have in common, and here there are none; *.example.com stands for names below example.com and not for example.com itself",
        "Write a hostname that the listener lets in, or widen the listener's");

    /// <summary>A backend that is not there.</summary>
    public static readonly FindingKind BackendMissing = new("GAP005", "Backend's Service does not exist", Severity.Error,
        "What goes to a backend that is not there is answered with 500, and the route's condition ResolvedRefs becomes False",
        "Correct name and namespace of the backendRef; without a namespace it means the route's own")
    { Overlaps = ["IST0101"] };

    /// <summary>A port that the Service does not have.</summary>
    public static readonly FindingKind BackendPort = new("GAP006", "Backend's port not on its Service", Severity.Error,
        "The port of a backendRef is that of the Service, not the pods', and has to be written; without one that the Service has the backend cannot be resolved and is answered with 500",
        "Write a port of the Service");

    /// <summary>Nobody allowed it across namespaces.</summary>
    public static readonly FindingKind NoGrant = new("GAP007", "Reference across namespaces without a ReferenceGrant", Severity.Error,
        "What is named in another namespace has to be granted there by a ReferenceGrant for this kind and namespace; without it the reference is as if there were nothing",
        "Add a ReferenceGrant in the namespace of what is referred to, or move it beside the object that names it");

    /// <summary>Nobody gets anything.</summary>
    public static readonly FindingKind ZeroWeights = new("GAP008", "Every backend has weight 0", Severity.Error,
        "With a sum of 0 there is nobody to send a request to, and every request that the rule matches is answered with 500",
        "Give at least one backend a weight; one that has none written gets 1");

    /// <summary>A certificate that is not there.</summary>
    public static readonly FindingKind CertificateMissing = new("GAP009", "Listener's Secret does not exist", Severity.Error,
        "The listener has no certificate and is not programmed before the Secret is there; without a namespace it is looked for beside the Gateway",
        "Create the Secret there, or correct certificateRefs")
    { Overlaps = ["IST0101"] };

    /// <summary>A Secret that is no certificate.</summary>
    public static readonly FindingKind CertificateUnfit = new("GAP010", "Listener's Secret is no kubernetes.io/tls", Severity.Error,
        "The Gateway API promises a listener for a Secret of type kubernetes.io/tls with tls.crt and tls.key; any other is left to each implementation, or is none",
        "Make it anew with kubectl create secret tls");

    /// <summary>TLS that does not go with the listener.</summary>
    public static readonly FindingKind ListenerTls = new("GAP011", "Listener's TLS contradicts itself", Severity.Error,
        "HTTPS ends TLS with a certificate, TLS ends it so or passes it through, and HTTP, TCP and UDP have none; a listener that says otherwise is refused",
        "Give HTTPS certificateRefs, use mode Passthrough only with protocol TLS, and take tls out of HTTP, TCP and UDP");

    /// <summary>Two listeners in one place.</summary>
    public static readonly FindingKind ListenersClash = new("GAP012", "Two listeners for the same", Severity.Error,
        "Listeners of one Gateway have names of their own and differ in port, protocol or hostname, and those of one port speak protocols that go together; the server refuses the Gateway, or both become Conflicted",
        "Give one of them another port or hostname, or put them into one");

    /// <summary>A match that an earlier one takes.</summary>
    public static readonly FindingKind RepeatedMatch = new("GAP013", "Match that an earlier one takes", Severity.Warning,
        "Matches of a route are sorted by how closely they match, and of two that are alike the first takes every request",
        "Take one of them out, or tell them apart by path, method or header");

    /// <summary>The controller says no.</summary>
    public static readonly FindingKind Refused = new("GAP014", "Refused by its controller", Severity.Error,
        "The controller of the Gateway says in the status why it does not do what the object asks",
        "Mend what the reason and the message name")
    { Overlaps = ["IST0171"] };

    /// <summary>Accepted and not there yet.</summary>
    public static readonly FindingKind NotProgrammed = new("GAP015", "Not programmed", Severity.Warning,
        "The controller accepted the Gateway and has not brought it to the data plane: most often it waits for an address or for the gateway's pods",
        "Look at the gateway's Deployment and Service, and at what the reason names")
    { Overlaps = ["IST0171"] };

    /// <summary>An expression that is none.</summary>
    public static readonly FindingKind BadExpression = new("GAP016", "Regular expression of a route cannot be read", Severity.Error,
        "Envoy's expressions are RE2's, which have neither lookaround nor references to groups, and one that cannot be read makes the proxy refuse the routes",
        "Write it in the syntax of RE2, or match by Exact or PathPrefix");

    /// <summary>A selector that nobody looks at.</summary>
    public static readonly FindingKind IdleSelector = new("GAP017", "Selector that a waypoint does not look at", Severity.Warning,
        "A waypoint takes only what is attached to it by targetRefs, so that what selects its pods by labels counts nowhere",
        "Name the Gateway, or the Service behind it, in targetRefs instead of the selector")
    { Overlaps = ["IST0166"] };

    /// <summary>A policy for something that is not there.</summary>
    public static readonly FindingKind TargetMissing = new("GAP018", "Policy attached to nothing", Severity.Error,
        "targetRefs name an object in the policy's own namespace, and where there is none the policy counts nowhere: what it was to refuse is let through",
        "Correct kind and name of the target, or move the policy into its namespace");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        ParentMissing, ListenerMissing, NotAllowed, HostsApart, BackendMissing, BackendPort, NoGrant, ZeroWeights, CertificateMissing, CertificateUnfit, ListenerTls, ListenersClash, RepeatedMatch, Refused, NotProgrammed,
        BadExpression, IdleSelector, TargetMissing,
    ];
}
