namespace Mesh.Core.Kubernetes;

/// <summary>A kind of object as the API server serves it.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version in that group, such as v1.</param>
/// <param name="Plural">The name in paths, such as deployments.</param>
/// <param name="Kind">The name in objects, such as Deployment.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced = true)
{
    /// <summary>core/v1 Pod</summary>
    public static readonly ResourceKind Pod = new("", "v1", "pods", "Pod");

    /// <summary>core/v1 Namespace</summary>
    public static readonly ResourceKind Namespace = new("", "v1", "namespaces", "Namespace", Namespaced: false);

    /// <summary>core/v1 Node</summary>
    public static readonly ResourceKind Node = new("", "v1", "nodes", "Node", Namespaced: false);

    /// <summary>core/v1 Event</summary>
    public static readonly ResourceKind Event = new("", "v1", "events", "Event");

    /// <summary>core/v1 Secret</summary>
    public static readonly ResourceKind Secret = new("", "v1", "secrets", "Secret");

    /// <summary>core/v1 ConfigMap</summary>
    public static readonly ResourceKind ConfigMap = new("", "v1", "configmaps", "ConfigMap");

    /// <summary>core/v1 Endpoints</summary>
    public static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints");

    /// <summary>core/v1 ServiceAccount</summary>
    public static readonly ResourceKind ServiceAccount = new("", "v1", "serviceaccounts", "ServiceAccount");

    /// <summary>core/v1 Service</summary>
    public static readonly ResourceKind Service = new("", "v1", "services", "Service");

    /// <summary>apps/v1 Deployment</summary>
    public static readonly ResourceKind Deployment = new("apps", "v1", "deployments", "Deployment");

    /// <summary>apps/v1 ReplicaSet</summary>
    public static readonly ResourceKind ReplicaSet = new("apps", "v1", "replicasets", "ReplicaSet");

    /// <summary>apps/v1 StatefulSet</summary>
    public static readonly ResourceKind StatefulSet = new("apps", "v1", "statefulsets", "StatefulSet");

    /// <summary>apps/v1 DaemonSet</summary>
    public static readonly ResourceKind DaemonSet = new("apps", "v1", "daemonsets", "DaemonSet");

    /// <summary>admissionregistration.k8s.io/v1 MutatingWebhookConfiguration</summary>
    public static readonly ResourceKind MutatingWebhook = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", Namespaced: false);

    /// <summary>admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration</summary>
    public static readonly ResourceKind ValidatingWebhook = new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", Namespaced: false);

    /// <summary>apiextensions.k8s.io/v1 CustomResourceDefinition</summary>
    public static readonly ResourceKind CustomResourceDefinition = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", Namespaced: false);

    /// <summary>The apiVersion of its objects: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The path of the whole collection, or of an object, without a leading host: <c>/apis/apps/v1/namespaces/beta/deployments/web</c>.</summary>
    /// <param name="ns">The namespace; null for all of them, or for a cluster-scoped kind.</param>
    /// <param name="name">The object's name; null for the collection.</param>
    public string PathOf(string? ns, string? name = null) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}")
        + (Namespaced && ns is not null ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "")
        + $"/{Plural}"
        + (name is null ? "" : $"/{Uri.EscapeDataString(name)}");

    /// <summary>As people write it: <c>deployment/web in beta</c>.</summary>
    /// <param name="ns">The namespace, if it has one.</param>
    /// <param name="name">The object's name.</param>
    public string Describe(string? ns, string name) => $"{Kind.ToLowerInvariant()}/{name}{(Namespaced && ns is not null ? $" in {ns}" : "")}";
}
