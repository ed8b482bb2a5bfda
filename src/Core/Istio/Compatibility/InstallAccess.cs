using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>The rights that installing the control plane takes: those of its charts' objects, and of helm's own records.</summary>
internal static class InstallAccess
{
    private static readonly string[] Verbs = ["get", "create", "patch"];

    private static readonly (string Group, string Resource)[] Everywhere =
    [
        ("rbac.authorization.k8s.io", "clusterroles"), ("rbac.authorization.k8s.io", "clusterrolebindings"), ("apiextensions.k8s.io", "customresourcedefinitions"),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"), ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
    ];

    private static readonly (string Group, string Resource)[] InItsNamespace =
    [
        ("apps", "deployments"), ("", "services"), ("", "serviceaccounts"), ("", "configmaps"), ("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "rolebindings"),
        ("policy", "poddisruptionbudgets"), ("autoscaling", "horizontalpodautoscalers"),
    ];

    /// <summary>The rights, each once.</summary>
    /// <param name="istio">What is configured.</param>
    /// <param name="namespaceIsThere">False when the namespace of the control plane is still to be made.</param>
    public static IReadOnlyList<AccessRule> Of(IstioOptions istio, bool namespaceIsThere) =>
    [
        .. namespaceIsThere ? [] : new[] { new AccessRule("create", "", "namespaces", null) },
        .. from kind in Everywhere from verb in Verbs select new AccessRule(verb, kind.Group, kind.Resource, null),
        .. from kind in InItsNamespace from verb in Verbs select new AccessRule(verb, kind.Group, kind.Resource, istio.Namespace),
        .. from verb in istio.Cni.Enabled || istio.Ztunnel.Enabled ? Verbs : [] select new AccessRule(verb, "apps", "daemonsets", istio.Namespace),
        // Helm keeps each revision of a release in a Secret of its namespace.
        .. from verb in (string[])["get", "list", "create", "update", "delete"] select new AccessRule(verb, "", "secrets", istio.Namespace),
    ];
}
