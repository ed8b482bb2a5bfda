using System.Text.Json.Nodes;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Objects of a mesh that no release takes with it: what istiod makes itself, what helm keeps, and all of a mesh that helm did not install.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="istioNamespace">The namespace of the control plane.</param>
/// <param name="revision">One revision; null for the whole mesh.</param>
internal sealed class MeshRemains(ICluster cluster, string istioNamespace, string? revision)
{
    private const string RootConfigMap = "istio-ca-root-cert";

    private static readonly (string ApiVersion, string Kind)[] Clusterwide =
    [
        ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"), ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"), ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"), ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ];

    private static readonly (string ApiVersion, string Kind)[] Within =
    [
        ("autoscaling/v2", "HorizontalPodAutoscaler"), ("autoscaling/v1", "HorizontalPodAutoscaler"), ("policy/v1", "PodDisruptionBudget"), ("policy/v1beta1", "PodDisruptionBudget"),
        ("apps/v1", "Deployment"), ("apps/v1", "DaemonSet"), ("v1", "Service"), ("networking.k8s.io/v1", "NetworkPolicy"), ("rbac.authorization.k8s.io/v1", "RoleBinding"), ("rbac.authorization.k8s.io/v1", "Role"),
        ("v1", "ServiceAccount"), ("v1", "ConfigMap"), ("coordination.k8s.io/v1", "Lease"),
    ];

    private static readonly string[] Webhooks = ["istio-sidecar-injector", "istio-revision-tag", "istio-validator", "istiod-default-validator"];
    private static readonly string[] Roles = ["istiod-clusterrole", "istiod-gateway-controller", "istio-reader", "istio-cni", "ztunnel"];
    private static readonly string[] Configurations = ["istio-sidecar-injector"];
    private static readonly string[] OfRevision = ["istio", "istiod", "values", "istio-sidecar-injector", "istio-validator", "istiod-clusterrole", "istiod-gateway-controller"];
    private static readonly string[] Apps = ["istiod", "istio-reader", "istio-cni", "ztunnel", "sidecar-injector", "istio-ingressgateway", "istio-egressgateway"];

    /// <summary>What is there now: webhooks first, CRDs last.</summary>
    /// <param name="isLeftOut">What is not meant: it goes with a release, or stays with one.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<MeshRemnant>> FindAsync(Func<JsonObject, bool> isLeftOut, CancellationToken cancellation)
    {
        var found = new List<MeshRemnant>();
        await AddAsync(Clusterwide, null, item => IsClusterwide(item) && IsOfRevision(item));
        await AddAsync(Within, istioNamespace, item => IsWithin(item) && IsOfRevision(item));
        if (revision is null)
        {
            await AddAllAsync(ResourceKind.ConfigMap, new ListQuery(null, null, $"metadata.name={RootConfigMap}"), item => item.Labels().GetValueOrDefault("istio.io/config") == "true" || item.Namespace() == istioNamespace);
            await AddAsync([("gateway.networking.k8s.io/v1", "GatewayClass"), ("gateway.networking.k8s.io/v1beta1", "GatewayClass")], null, item => item.Text("spec", "controllerName")?.StartsWith("istio.io/", StringComparison.Ordinal) == true);
            await AddAllAsync(ResourceKind.CustomResourceDefinition, new ListQuery(), item => MeshGroups.IsIstio(item.Text("spec", "group") ?? ""));
        }

        return [.. found.DistinctBy(item => (item.Kind.Kind, item.Object.Namespace(), item.Object.Name()))];

        async Task AddAsync(IEnumerable<(string ApiVersion, string Kind)> kinds, string? ns, Func<JsonObject, bool> isOf)
        {
            foreach (var (apiVersion, name) in kinds)
            {
                if (await cluster.FindKindAsync(apiVersion, name, cancellation) is { } kind)
                {
                    await AddAllAsync(kind, new ListQuery(ns), isOf);
                }
            }
        }

        async Task AddAllAsync(ResourceKind kind, ListQuery query, Func<JsonObject, bool> isOf)
        {
            await foreach (var item in cluster.ListAsync(kind, query, cancellation))
            {
                if (isOf(item) && !isLeftOut(item))
                {
                    found.Add(new(kind, item));
                }
            }
        }
    }

    private static bool HasOwnLabel(JsonObject item)
    {
        var labels = item.Labels();
        return labels.ContainsKey("operator.istio.io/component") || labels.ContainsKey("install.operator.istio.io/owning-resource") || labels.GetValueOrDefault("app.kubernetes.io/part-of") == "istio" || Apps.Contains(labels.GetValueOrDefault("app"));
    }

    private bool IsClusterwide(JsonObject item) => item.Text("kind") is "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration"
        ? (StartsWithAny(item.Name(), Webhooks) || HasOwnLabel(item)) && item.Items("webhooks").All(hook => (hook.Text("clientConfig", "service", "namespace") ?? istioNamespace) == istioNamespace)
        : (StartsWithAny(item.Name(), Roles) && item.Name().EndsWith($"-{istioNamespace}", StringComparison.Ordinal)) || HasOwnLabel(item);

    private static bool IsWithin(JsonObject item) => HasOwnLabel(item) || item.Text("kind") switch
    {
        "ConfigMap" => item.Name() is "istio" or RootConfigMap or "istio-ca-crl" || StartsWithAny(item.Name(), Configurations)
            || (item.Name().StartsWith("istio-", StringComparison.Ordinal) && item.Annotations().ContainsKey("control-plane.alpha.kubernetes.io/leader")),
        "Lease" => item.Name().StartsWith("istio-", StringComparison.Ordinal),
        _ => false,
    };

    // A name alone counts only where it is exactly what the charts make of the revision: a revision may be called system.
    private bool IsOfRevision(JsonObject item) => revision is null
        || (item.Labels().TryGetValue(MeshLabels.Revision, out var label) ? label == revision && !item.Labels().ContainsKey(MeshLabels.Tag)
            : revision != MeshLabels.Default && OfRevision.Any(start => item.Name() == $"{start}-{revision}" || item.Name() == $"{start}-{revision}-{istioNamespace}"));

    private static bool StartsWithAny(string name, string[] starts) => starts.Any(start => name == start || name.StartsWith($"{start}-", StringComparison.Ordinal));
}
