using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>The rights that work on the mesh itself needs, as far as they are known beforehand.</summary>
internal static class MeshAccess
{
    private static readonly (string Group, string Resource)[] PointingToRevisions =
    [
        ("", "namespaces"), ("", "pods"), ("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets"),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"), ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
    ];

    /// <summary>The rights, in a stable order.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="work">What the chosen targets will do.</param>
    public static IEnumerable<AccessRule> Of(MeshOptions options, ClusterWork work)
    {
        var istio = options.Istio ?? new();
        return
        [
            .. For(ClusterWork.Authority, () => Authority(istio.Namespace)),
            .. For(ClusterWork.Verification, () => Verification(istio.Namespace)),
            .. For(ClusterWork.Injection, () => Injection),
            .. For(ClusterWork.LoadBalancers, () => options.LoadBalancers.SelectMany(one => ToHandOver(one.Namespace))),
            .. For(ClusterWork.AddressPools, () => options.AddressPools.SelectMany(AddressPool)),
            .. For(ClusterWork.Mesh, () => Mesh(istio)),
            .. For(ClusterWork.Gateways, () => istio.Gateways.SelectMany(Gateway)),
            .. For(ClusterWork.Revisions, () => Revisions(istio)),
            .. Keeping(istio.Namespace, work),
        ];

        IEnumerable<AccessRule> For(ClusterWork part, Func<IEnumerable<AccessRule>> rules) => work.HasFlag(part) ? rules() : [];
    }

    /// <summary>The rights to hand over a load balancer of a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    internal static IEnumerable<AccessRule> ToHandOver(string ns) =>
    [
        new("get", "", "services", ns), new("list", "", "services", ns), new("watch", "", "services", ns), new("patch", "", "services", ns),
        new("list", "", "pods", ns), new("watch", "", "pods", ns),
        new("list", "discovery.k8s.io", "endpointslices", ns), new("watch", "discovery.k8s.io", "endpointslices", ns),
    ];

    private static IEnumerable<AccessRule> AddressPool(AddressPoolOptions pool)
    {
        string[] kinds = pool.Advertise switch { "l2" => ["ipaddresspools", "l2advertisements"], "bgp" => ["ipaddresspools", "bgpadvertisements"], _ => ["ipaddresspools"] };
        foreach (var kind in kinds)
        {
            yield return new("get", "metallb.io", kind, pool.Namespace);
            yield return new("list", "metallb.io", kind, pool.Namespace);
            yield return new("patch", "metallb.io", kind, pool.Namespace);
        }

        yield return new("list", "", "services", null);
    }

    // What its chart holds is asked for once it is rendered.
    private static IEnumerable<AccessRule> Gateway(GatewayOptions gateway) =>
    [
        RequiredAccess.ReadIdentity,
        .. RequiredAccess.ToUpgrade(new ReleaseOptions { Name = gateway.Name, Chart = "gateway", Namespace = gateway.Namespace, CreateNamespace = gateway.CreateNamespace }),
        new("list", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        new("get", "", "services", gateway.Namespace),
        .. Each("get list watch", "", "endpoints", gateway.Namespace),
        .. gateway.Hosts.Count == 0 ? Array.Empty<AccessRule>() : [new("get", "networking.istio.io", "gateways", gateway.Namespace), new("patch", "networking.istio.io", "gateways", gateway.Namespace)],
    ];

    private static IEnumerable<AccessRule> Authority(string ns) =>
    [
        new("get", "", "secrets", ns),
        new("create", "", "secrets", ns),
        new("patch", "", "secrets", ns),
        new("get", "", "configmaps", ns),
        .. RolloutRights.ToRestart(ns, WorkloadKind.Deployment),
    ];

    // What else may not be read is said, and the rest is looked at.
    private static IEnumerable<AccessRule> Verification(string ns) => [new("list", "apps", "deployments", ns), new("list", "", "pods", ns)];

    // Which namespaces are looked at is an argument's matter.
    private static IEnumerable<AccessRule> Injection => [new("list", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null)];

    // What its charts hold is asked for once they are rendered.
    private static IEnumerable<AccessRule> Mesh(IstioOptions istio) =>
    [
        RequiredAccess.ReadIdentity,
        .. istio.Mesh.Network is null ? Array.Empty<AccessRule>() : [new("patch", "", "namespaces", null)],
        .. istio.Hub == "auto" ? [new("list", "", "nodes", null)] : Array.Empty<AccessRule>(),
        .. RequiredAccess.ToUpgrade(new ReleaseOptions { Name = "istiod", Chart = "istiod", Namespace = istio.Namespace }),
        new("get", "apiextensions.k8s.io", "customresourcedefinitions", null),
        .. Each("get list watch", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        .. Each("get list watch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", null),
        .. Each("get list watch", "", "endpoints", istio.Namespace),
    ];

    // Which namespaces are moved is known only when the cluster is read, so the rights are those for any of them.
    private static IEnumerable<AccessRule> Revisions(IstioOptions istio) =>
    [
        .. Mesh(istio),
        .. Each("list patch", "", "namespaces", null),
        .. Each("get create patch", "", "configmaps", istio.Namespace),
        .. Each("list patch", "", "services", istio.Namespace),
        .. Each("create patch delete", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        new("patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", null),
        .. RolloutRights.ToRestart("", null).Select(rule => rule with { Namespace = null }),
    ];

    // Of the objects themselves the rights are asked for when it is known which kinds there are.
    private static IEnumerable<AccessRule> Keeping(string ns, ClusterWork work)
    {
        if ((work & (ClusterWork.Backup | ClusterWork.Restore | ClusterWork.Removal)) != ClusterWork.None)
        {
            yield return RequiredAccess.ReadIdentity;
            yield return new AccessRule("list", "apiextensions.k8s.io", "customresourcedefinitions", null);
        }

        if ((work & (ClusterWork.Backup | ClusterWork.Removal)) != ClusterWork.None)
        {
            // Helm keeps its releases in Secrets, those of gateways in any namespace.
            yield return new AccessRule("list", "", "secrets", null);
        }

        if (work.HasFlag(ClusterWork.Removal))
        {
            yield return new AccessRule("list", "", "services", ns);
        }

        foreach (var (group, resource) in work.HasFlag(ClusterWork.Removal) ? PointingToRevisions : [])
        {
            yield return new AccessRule("list", group, resource, null);
        }
    }

    private static IEnumerable<AccessRule> Each(string verbs, string group, string resource, string? ns) => verbs.Split(' ').Select(verb => new AccessRule(verb, group, resource, ns));
}
