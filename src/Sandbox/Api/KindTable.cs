using Mesh.Core.Kubernetes;

namespace Mesh.Sandbox.Api;

/// <summary>The kinds a server of a version has of itself. Those of CustomResourceDefinitions come on top.</summary>
internal static class KindTable
{
    public static readonly ResourceKind CustomResourceDefinition = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    public static readonly ResourceKind ResourceQuota = new("", "v1", "resourcequotas", "ResourceQuota");

    // A minor version stands where the kind is served only from it, or until it.
    private static readonly (ResourceKind Kind, int From, int Until)[] All =
    [
        .. new ResourceKind[]
        {
            ResourceKind.Pod, ResourceKind.Namespace, ResourceKind.Node, ResourceKind.Event, ResourceKind.Secret, ResourceKind.ConfigMap, ResourceKind.Service,
            ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.StatefulSet, ResourceKind.DaemonSet, CustomResourceDefinition, ResourceQuota,
            new("", "v1", "endpoints", "Endpoints"), new("", "v1", "serviceaccounts", "ServiceAccount"), new("", "v1", "limitranges", "LimitRange"),
            new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"), new("", "v1", "persistentvolumes", "PersistentVolume", false),
            new("", "v1", "replicationcontrollers", "ReplicationController"), new("apps", "v1", "controllerrevisions", "ControllerRevision"),
            new("batch", "v1", "jobs", "Job"), new("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            new("networking.k8s.io", "v1", "ingresses", "Ingress"), new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
            new("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false),
            new("rbac.authorization.k8s.io", "v1", "roles", "Role"), new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
            new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false), new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
            new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false),
            new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false),
            new("coordination.k8s.io", "v1", "leases", "Lease"), new("storage.k8s.io", "v1", "storageclasses", "StorageClass", false),
            new("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false),
        }.Select(kind => (kind, 0, int.MaxValue)),
        (new("batch", "v1beta1", "cronjobs", "CronJob"), 0, 24),
        (new("batch", "v1", "cronjobs", "CronJob"), 21, int.MaxValue),
        (new("policy", "v1beta1", "poddisruptionbudgets", "PodDisruptionBudget"), 0, 24),
        (new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"), 21, int.MaxValue),
        (new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"), 23, int.MaxValue),
        (new("discovery.k8s.io", "v1beta1", "endpointslices", "EndpointSlice"), 17, 24),
        (new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"), 21, int.MaxValue),
    ];

    public static IEnumerable<ResourceKind> Of(int minor) => All.Where(entry => minor >= entry.From && minor <= entry.Until).Select(entry => entry.Kind);

    /// <summary>Whether spec changes of the kind count in metadata.generation.</summary>
    public static bool HasGeneration(ResourceKind kind) =>
        kind.Group.Length > 0 && kind is not { Group: "rbac.authorization.k8s.io" or "coordination.k8s.io" or "storage.k8s.io" or "scheduling.k8s.io" or "autoscaling" or "discovery.k8s.io" };

    /// <summary>Whether the status of the kind is written apart, by controllers only.</summary>
    public static bool HasStatus(ResourceKind kind) =>
        kind.Plural is "pods" or "namespaces" or "nodes" or "services" or "persistentvolumeclaims" or "persistentvolumes" or "resourcequotas" or "replicationcontrollers"
        || kind.Group is "apps" or "batch" or "autoscaling" or "policy" || kind.Plural is "ingresses" or "customresourcedefinitions";
}
