using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>The rights that a run's work needs, as far as they are known before a chart is rendered or a selector resolved.</summary>
/// <remarks><see cref="ClusterWork.Compatibility"/> needs none: what the user may not look at is told as not evaluated.</remarks>
public static class RequiredAccess
{
    /// <summary>The right to read which cluster it is.</summary>
    public static AccessRule ReadIdentity { get; } = new("get", "", "namespaces", null);

    /// <summary>The rights, each once, in a stable order.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="work">What the chosen targets will do.</param>
    public static IReadOnlyList<AccessRule> Of(MeshOptions options, ClusterWork work)
    {
        var rules = new List<AccessRule>();
        if (options.Cluster.Identity is not null)
        {
            rules.Add(ReadIdentity);
        }

        // A delivery of restarts alone has no images to check.
        if (work.HasFlag(ClusterWork.Images) && (options.Images.Check.Count + options.Releases.Count > 0 || options.Istio?.Version is not null))
        {
            rules.Add(new AccessRule("list", "", "nodes", null));
        }

        if (work.HasFlag(ClusterWork.Releases))
        {
            rules.AddRange(options.Releases.SelectMany(ToUpgrade));
        }

        if (work.HasFlag(ClusterWork.Restarts))
        {
            rules.AddRange(options.Restarts.SelectMany(restart => RolloutRights.ToRestart(restart.Namespace, KindOf(restart))));
        }

        rules.AddRange(MeshAccess.Of(options, work));
        return [.. rules.Distinct()];
    }

    /// <summary>The rights to install or upgrade a release, but for those its objects need.</summary>
    /// <param name="release">The release.</param>
    internal static IEnumerable<AccessRule> ToUpgrade(ReleaseOptions release)

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

    // What its charts hold is asked for once they are rendered.
    private static IEnumerable<AccessRule> Mesh(IstioOptions istio) =>
    [
        ReadIdentity,
        .. istio.Mesh.Network is null ? Array.Empty<AccessRule>() : [new("patch", "", "namespaces", null)],
        .. istio.Hub == "auto" ? [new("list", "", "nodes", null)] : Array.Empty<AccessRule>(),
        .. Upgrade(new ReleaseOptions { Name = "istiod", Chart = "istiod", Namespace = istio.Namespace }),
        new("get", "apiextensions.k8s.io", "customresourcedefinitions", null),
        .. Reading.Select(verb => new AccessRule(verb, "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null)),
        .. Reading.Select(verb => new AccessRule(verb, "admissionregistration.k8s.io", "validatingwebhookconfigurations", null)),
        .. Reading.Select(verb => new AccessRule(verb, "", "endpoints", istio.Namespace)),
    ];

    // Which namespaces are moved is known only when the cluster is read, so the rights are those for any of them.
    private static IEnumerable<AccessRule> Revisions(IstioOptions istio) =>
    [
        .. Mesh(istio),
        new("list", "", "namespaces", null), new("patch", "", "namespaces", null),
        new("get", "", "configmaps", istio.Namespace), new("create", "", "configmaps", istio.Namespace), new("patch", "", "configmaps", istio.Namespace),
        new("list", "", "services", istio.Namespace), new("patch", "", "services", istio.Namespace),
        new("create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null), new("patch", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        new("delete", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        new("patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations", null),
        .. RolloutRights.ToRestart("", null).Select(rule => rule with { Namespace = null }),
    ];

    // Of the objects themselves the rights are asked for when it is known which kinds there are.
    private static AccessRule[] Keeping(ClusterWork work)
    {
        if ((work & (ClusterWork.Backup | ClusterWork.Restore | ClusterWork.Removal)) == ClusterWork.None)
        {
            return [];
        }

        AccessRule[] read = [ReadIdentity, new("list", "apiextensions.k8s.io", "customresourcedefinitions", null)];
        // Helm keeps its releases in Secrets, those of gateways in any namespace.
        return work.HasFlag(ClusterWork.Backup) || work.HasFlag(ClusterWork.Removal) ? [.. read, new("list", "", "secrets", null)] : read;
    }

    private static IEnumerable<AccessRule> Upgrade(ReleaseOptions release)
    {
        // Helm keeps each revision of a release in a Secret of its namespace.
        foreach (var verb in new[] { "get", "list", "create", "update", "delete" })
        {
            yield return new AccessRule(verb, "", "secrets", release.Namespace);
        }

        if (release.CreateNamespace)
        {
            yield return new AccessRule("create", "", "namespaces", null);
        }

        foreach (var rule in RolloutRights.ToWait(release.Namespace))
        {
            yield return rule;
        }
    }

    private static WorkloadKind? KindOf(RestartOptions restart) =>
        restart.Workload is { } workload ? WorkloadKinds.Parse(workload, restart.Namespace).Kind : null;
}
