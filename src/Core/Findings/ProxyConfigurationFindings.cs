namespace Mesh.Core.Findings;

/// <summary>What can be wrong with what configures proxies: Sidecar, ServiceEntry, EnvoyFilter, Telemetry and the mesh config.</summary>
public static class ProxyConfigurationFindings
{
    /// <summary>Two Sidecars of a namespace.</summary>
    public static readonly FindingKind TwoSidecars = new("SDC001", "Two Sidecars for a whole namespace", Severity.Error,
        "A namespace has one Sidecar without a workloadSelector; of several one counts, and which is not defined",
        "Keep one of them, or give the others a workloadSelector")
    { Overlaps = ["IST0111", "KIA1002"] };

    /// <summary>Two Sidecars of a pod.</summary>
    public static readonly FindingKind SidecarsOfPod = new("SDC002", "Two Sidecars for one workload", Severity.Error,
        "A workload has one Sidecar; of several that select it one counts, and which is not defined",
        "Make the selectors exclude each other")
    { Overlaps = ["IST0110", "KIA1003"] };

    /// <summary>A Sidecar for nobody.</summary>
    public static readonly FindingKind SidecarNoPods = new("SDC003", "Sidecar selects no workload", Severity.Warning,
        "No pod of the namespace has these labels, so that the Sidecar limits nothing",
        "Write the labels of the pods' template")
    { Overlaps = ["IST0127"] };

    /// <summary>A host without its namespace.</summary>
    public static readonly FindingKind EgressForm = new("SDC004", "Egress host without a namespace", Severity.Error,
        "Egress hosts are written NAMESPACE/HOST, with ./ for the own namespace and */ for all; istiod's webhook refuses any other",
        "Write NAMESPACE/HOST, ./HOST or */HOST")
    { Overlaps = ["IST0106", "KIA1004"] };

    /// <summary>A selector where none may be.</summary>
    public static readonly FindingKind RootSidecar = new("SDC005", "Selector of the mesh-wide Sidecar", Severity.Error,
        "The Sidecar of the root namespace is the default of the mesh and has no workloadSelector; with one it counts for that namespace's own pods alone",
        "Take the workloadSelector out, or move the Sidecar into the workload's namespace")
    { Overlaps = ["KIA1006"] };

    /// <summary>An endpoint that may not be.</summary>
    public static readonly FindingKind IngressEndpoint = new("SDC006", "defaultEndpoint that is refused", Severity.Error,
        "A Sidecar leads ingress to a port of its own pod: by 127.0.0.1 or [::1] to what listens on localhost, by 0.0.0.0 or [::] to the pod's address, or to a socket by unix://; istiod's webhook refuses any other",
        "Write 127.0.0.1:PORT for a server on localhost, and 0.0.0.0:PORT for one on the pod's address")
    { Overlaps = ["IST0106"] };

    /// <summary>A TCP service without an address.</summary>
    public static readonly FindingKind AddressesNeeded = new("SEN001", "TCP without addresses", Severity.Warning,
        "TCP has no host name in it; without an address the proxy takes every connection to that port, wherever it goes, for one to this ServiceEntry",
        "Set addresses, or switch on DNS capture, with which Istio gives addresses by itself since 1.25")
    { Overlaps = ["IST0134"] };

    /// <summary>A host's port with two protocols.</summary>
    public static readonly FindingKind EntryProtocols = new("SEN002", "Host's port with two protocols", Severity.Warning,
        "ServiceEntries that the same proxies see give one port of one host different protocols; one of them counts",
        "Give the port the same protocol in each")
    { Overlaps = ["IST0177"] };

    /// <summary>A resolution that its endpoints contradict.</summary>
    public static readonly FindingKind Resolution = new("SEN003", "Resolution contradicts hosts or endpoints", Severity.Error,
        "STATIC needs endpoints or a workloadSelector, NONE has none, and a host with a wildcard has no address that DNS could find; istiod's webhook refuses the ServiceEntry",
        "Use DNS for a name, STATIC with endpoints for addresses, and NONE for a wildcard")
    { Overlaps = ["IST0106"] };

    /// <summary>A patch beside another.</summary>
    public static readonly FindingKind RelativePatch = new("EFL001", "Relative patch without a priority", Severity.Warning,
        "INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST, MERGE and REPLACE refer to what is there, perhaps by another EnvoyFilter; without priority the order of the two is by age",
        "Set priority, and match the filter it refers to by name")
    { Overlaps = ["IST0151"] };

    /// <summary>REPLACE of what cannot be replaced.</summary>
    public static readonly FindingKind ReplaceIgnored = new("EFL002", "REPLACE outside of filters", Severity.Error,
        "REPLACE is only for HTTP_FILTER and NETWORK_FILTER; elsewhere it is ignored",
        "Use MERGE, or REMOVE and ADD")
    { Overlaps = ["IST0152"] };

    /// <summary>ADD to what cannot be added to.</summary>
    public static readonly FindingKind AddIgnored = new("EFL003", "ADD that is ignored", Severity.Error,
        "ADD does nothing for ROUTE_CONFIGURATION and HTTP_ROUTE",
        "Use MERGE for what is there, or a VirtualService for a new route")
    { Overlaps = ["IST0153"] };

    /// <summary>REMOVE of what stays.</summary>
    public static readonly FindingKind RemoveIgnored = new("EFL004", "REMOVE that is ignored", Severity.Error,
        "REMOVE does nothing for ROUTE_CONFIGURATION and HTTP_ROUTE",
        "Take the route out where it comes from")
    { Overlaps = ["IST0154"] };

    /// <summary>A patch that an upgrade switches off.</summary>
    public static readonly FindingKind VersionedPatch = new("EFL005", "Relative patch for one version of proxies", Severity.Warning,
        "With proxyVersion the patch is gone as soon as proxies are upgraded, and nothing tells",
        "Make an EnvoyFilter for the new version before each upgrade, or leave proxyVersion out")
    { Overlaps = ["IST0155"] };

    /// <summary>A patch of every proxy.</summary>
    public static readonly FindingKind EveryProxy = new("EFL006", "Patch of every proxy of the mesh", Severity.Info,
        "In the root namespace and without workloadSelector it changes every sidecar and every gateway at once",
        "Narrow it by a workloadSelector, or by match.context");

    /// <summary>A fraction where percent are meant.</summary>
    public static readonly FindingKind Sampling = new("TLM001", "Sampling below one percent", Severity.Warning,
        "The field is in percent; what looks like a fraction traces a hundred times fewer requests than it seems to",
        "Write percent, such as 5 for one request in twenty");

    /// <summary>Two Telemetries of a namespace.</summary>
    public static readonly FindingKind TwoTelemetries = new("TLM002", "Two Telemetries for a whole namespace", Severity.Error,
        "A namespace has one Telemetry without a selector; of several the oldest counts",
        "Put them into one, or give the others a selector")
    { Overlaps = ["IST0160"] };

    /// <summary>Two Telemetries of a pod.</summary>
    public static readonly FindingKind TelemetriesOfPod = new("TLM003", "Two Telemetries for one workload", Severity.Error,
        "A workload has one Telemetry; of several that select it the oldest counts",
        "Make the selectors exclude each other")
    { Overlaps = ["IST0159"] };

    /// <summary>No provider.</summary>
    public static readonly FindingKind EmptyProviders = new("TLM004", "Telemetry with empty providers", Severity.Warning,
        "An empty list of providers is ignored, and the mesh's default provider stays",
        "Name a provider, or write disabled: true if none is meant")
    { Overlaps = ["IST0157"] };

    /// <summary>A provider that nobody defines.</summary>
    public static readonly FindingKind ProviderMissing = new("TLM005", "Provider not in the mesh config", Severity.Error,
        "A provider's name is one of extensionProviders of the mesh config; of one that is not there nothing is sent",
        "Add it to meshConfig.extensionProviders, or write one that is there");

    /// <summary>A Telemetry for nobody.</summary>
    public static readonly FindingKind TelemetryNoPods = new("TLM006", "Telemetry selects no workload", Severity.Warning,
        "No pod of the namespace has these labels, so that the Telemetry has no effect",
        "Write the labels of the pods' template")
    { Overlaps = ["IST0127"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        TwoSidecars, SidecarsOfPod, SidecarNoPods, EgressForm, RootSidecar, IngressEndpoint, AddressesNeeded, EntryProtocols, Resolution, RelativePatch, ReplaceIgnored, AddIgnored, RemoveIgnored, VersionedPatch, EveryProxy,
        Sampling, TwoTelemetries, TelemetriesOfPod, EmptyProviders, ProviderMissing, TelemetryNoPods,
    ];
}
