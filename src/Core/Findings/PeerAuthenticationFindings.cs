namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a PeerAuthentication.</summary>
public static class PeerAuthenticationFindings
{
    /// <summary>STRICT where pods without proxies are.</summary>
    public static readonly FindingKind CallersWithoutProxy = new("PEA001", "STRICT beside pods without a proxy", Severity.Warning,
        "A pod without a proxy has no certificate, so that its requests to workloads under STRICT are closed, and among those that run here may be callers",
        "Give the pods a proxy, or leave the mode at PERMISSIVE until no caller without one is left");

    /// <summary>The port of the Service instead of the workload's.</summary>
    public static readonly FindingKind ServicePort = new("PEA002", "portLevelMtls with the port of a Service", Severity.Error,
        "portLevelMtls is about the ports that the workload listens on; nothing listens on this one, so that the setting has no effect",
        "Write the targetPort");

    /// <summary>Ports of nobody.</summary>
    public static readonly FindingKind PortsWithoutSelector = new("PEA003", "portLevelMtls without a selector", Severity.Error,
        "Settings of ports count only for workloads that a selector names; istiod's webhook refuses them for a whole namespace or mesh",
        "Add a selector, or say it for all ports with mtls.mode")
    { Overlaps = ["IST0106"] };

    /// <summary>Two for the same.</summary>
    public static readonly FindingKind SameScope = new("PEA004", "Two PeerAuthentications for the same workloads", Severity.Warning,
        "Of several for the same namespace or the same selector the oldest counts and the others are ignored",
        "Keep one of them");

    /// <summary>Plain text for all.</summary>
    public static readonly FindingKind PlainText = new("PEA005", "mTLS switched off", Severity.Warning,
        "With DISABLE the workload takes plain text alone: nothing is encrypted, nobody has an identity, and policies about principals and namespaces of callers cannot match",
        "Write PERMISSIVE, which takes both, while there are callers without a proxy");

    /// <summary>A policy for nobody.</summary>
    public static readonly FindingKind NoPods = new("PEA006", "Selector matches no workload", Severity.Warning,
        "No pod of the namespace has these labels, so that the policy protects nothing",
        "Write the labels of the pods' template, and put the policy into their namespace")
    { Overlaps = ["IST0127"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [CallersWithoutProxy, ServicePort, PortsWithoutSelector, SameScope, PlainText, NoPods];
}
