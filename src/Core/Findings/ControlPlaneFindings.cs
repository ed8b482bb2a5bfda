namespace Mesh.Core.Findings;

/// <summary>What can be wrong with what the control plane is told, and is reached by.</summary>
public static class ControlPlaneFindings
{
    /// <summary>istiod fetches from anywhere.</summary>
    public static readonly FindingKind OpenKeyFetch = new("CPL001", "istiod fetches keys from any address", Severity.Warning,
        "Whoever may write a RequestAuthentication has istiod fetch the address in jwksUri, those of the cluster and of the cloud's metadata service included, unless BLOCKED_CIDRS_IN_JWKS_URIS says which it must not",
        "Set BLOCKED_CIDRS_IN_JWKS_URIS in istiod's environment, to 169.254.0.0/16 and the ranges that nobody's keys are in")
    { Overlaps = ["IST0175"] };

    /// <summary>A webhook that leads nowhere.</summary>
    public static readonly FindingKind WebhookService = new("CPL002", "Webhook of a Service that is not there", Severity.Error,
        "The API server asks a Service that does not exist or has no such port; with failurePolicy Fail it then refuses every object the webhook is about, and with Ignore nothing is injected or validated",
        "Remove the webhook of a revision that is gone, or install that revision again")
    { Overlaps = ["IST0139"] };

    /// <summary>A network of a cluster that nobody knows.</summary>
    public static readonly FindingKind UnknownRegistry = new("CPL003", "Cluster in meshNetworks that istiod does not know", Severity.Error,
        "fromRegistry is the name of a cluster as istiod has it: its own clusterID, or the key in a Secret with the label istio/multiCluster; endpoints of any other are in no network",
        "Write the cluster's name as in its Secret, or make that Secret with istioctl create-remote-secret --name")
    { Overlaps = ["IST0126"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [OpenKeyFetch, WebhookService, UnknownRegistry];
}
