using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>The kinds of objects that tell why something fails.</summary>
public static class EvidenceKinds
{
    /// <summary>discovery.k8s.io EndpointSlice; of the version v1 whatever version the server has it in.</summary>
    public static readonly ResourceKind EndpointSlice = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice");

    /// <summary>core/v1 ResourceQuota</summary>
    public static readonly ResourceKind ResourceQuota = new("", "v1", "resourcequotas", "ResourceQuota");

    /// <summary>core/v1 ServiceAccount</summary>
    public static readonly ResourceKind ServiceAccount = new("", "v1", "serviceaccounts", "ServiceAccount");

    /// <summary>policy PodDisruptionBudget; of the version v1 whatever version the server has it in.</summary>
    public static readonly ResourceKind PodDisruptionBudget = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget");

    /// <summary>Those that are looked at in each namespace, besides pods.</summary>
    internal static readonly IReadOnlyList<ResourceKind> Namespaced =
    [
        ResourceKind.Event, ResourceKind.Service, EndpointSlice, ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.StatefulSet, ResourceKind.DaemonSet,
        ResourceQuota, PodDisruptionBudget, ServiceAccount, ResourceKind.ConfigMap, ResourceKind.Secret,
    ];

    /// <summary>Those of the whole cluster.</summary>
    internal static readonly IReadOnlyList<ResourceKind> OfCluster = [ResourceKind.Namespace, ResourceKind.Node, ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook];

    /// <summary>The version of a kind that older servers have instead; null where it was never another.</summary>
    internal static string? Earlier(ResourceKind kind) => kind.Group is "discovery.k8s.io" or "policy" ? "v1beta1" : null;

    /// <summary>What of a kind is asked for: of events the warnings, of Secrets all but helm's, which hold whole charts.</summary>
    internal static string? FieldSelector(ResourceKind kind) =>
        kind == ResourceKind.Event ? "type!=Normal" : kind == ResourceKind.Secret ? "type!=helm.sh/release.v1" : null;

    /// <summary>What of a kind is kept: of ConfigMaps those of the mesh, for others may hold anything.</summary>
    internal static bool Keeps(ResourceKind kind, string name) =>
        kind != ResourceKind.ConfigMap || name.StartsWith("istio", StringComparison.Ordinal);
}
