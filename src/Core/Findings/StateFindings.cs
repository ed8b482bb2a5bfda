namespace Mesh.Core.Findings;

/// <summary>The kinds of findings that follow from the state of a cluster's objects, whatever any log says.</summary>
public static class StateFindings
{
    /// <summary>A node is not ready.</summary>
    public static readonly FindingKind NodeNotReady = new("STA001", "Node not ready", Severity.Error,
        "The kubelet of the node does not report, or reports that it cannot run pods, so that its pods are taken for lost and no new ones come to it",
        "Look at the machine and its kubelet, network plugin and disk; drain the node or replace it if it does not come back");

    /// <summary>A node runs short of something.</summary>
    public static readonly FindingKind NodePressure = new("STA002", "Node under pressure", Severity.Warning,
        "The node is short of memory, disk or process numbers, so that the kubelet evicts pods and takes no new ones",
        "Free what the condition names, set requests and limits that are true, or give the node more of it");

    /// <summary>A pod does not start, and stays so.</summary>
    public static readonly FindingKind PodNotStarting = new("STA010", "Pod does not start", Severity.Error,
        "The pod has its node, and the kubelet cannot make its volumes, its network or its containers; the events say which",
        "Mend what the newest event names; the kubelet tries again by itself");

    /// <summary>A pod runs and is not ready.</summary>
    public static readonly FindingKind PodNotReady = new("STA011", "Pod not ready", Severity.Error,
        "A container of the pod runs and its readiness probe does not succeed, so that the pod gets no traffic and a rollout waits for it",
        "Read what the probe answers in the evidence and the log of the container; what it depends on may be away");

    /// <summary>A pod has failed.</summary>
    public static readonly FindingKind PodFailed = new("STA012", "Pod has failed", Severity.Warning,
        "The pod has ended for good: it was evicted, ran into its deadline, or its containers ended with an error and are not started again",
        "Read the reason in the evidence; the pod itself can be deleted when it is no longer needed as a witness");

    /// <summary>A container that runs has fallen lately.</summary>
    public static readonly FindingKind ContainerRestarts = new("STA013", "Container falls and comes back", Severity.Warning,
        "The container runs now and has ended with an error within the last hour, so that requests were lost and will be again",
        "Read the log of the run before and how it ended in the evidence");

    /// <summary>A pod is being deleted for much longer than it asked for.</summary>
    public static readonly FindingKind PodNotLeaving = new("STA014", "Pod does not go away", Severity.Warning,
        "The pod was deleted, its grace period is over, and it is still there: its node does not answer, or something holds a finalizer on it",
        "Look at the node of the pod and at metadata.finalizers, and at whoever should remove them");

    /// <summary>A Service has no ready endpoint.</summary>
    public static readonly FindingKind ServiceWithoutEndpoints = new("STA020", "Service without ready endpoints", Severity.Error,
        "No ready pod is behind the Service: its selector matches no pod, or the pods that it matches are not ready; whoever calls it gets a refused connection, or 503 UH from a proxy",
        "Compare spec.selector with the labels of the pods that should answer, or mend these pods");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
        [NodeNotReady, NodePressure, PodNotStarting, PodNotReady, PodFailed, ContainerRestarts, PodNotLeaving, ServiceWithoutEndpoints];
}
