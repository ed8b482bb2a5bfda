using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>The rights that a run's work needs, as far as they are known before a chart is rendered or a selector resolved.</summary>
public static class RequiredAccess
{
    private static readonly string[] Reading = ["get", "list", "watch"];

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
            rules.AddRange(options.Releases.SelectMany(Upgrade));
        }

        if (work.HasFlag(ClusterWork.Restarts))
        {
            rules.AddRange(options.Restarts.SelectMany(restart => RolloutRights.ToRestart(restart.Namespace, KindOf(restart))));
        }

        if (work.HasFlag(ClusterWork.Authority))
        {
            rules.AddRange(Authority((options.Istio ?? new()).Namespace));
        }

        if (work.HasFlag(ClusterWork.Mesh))
        {
            rules.AddRange(Mesh(options.Istio ?? new()));
        }

        if (work.HasFlag(ClusterWork.Gateways))
        {
            rules.AddRange((options.Istio?.Gateways ?? []).SelectMany(Gateway));
        }

        return [.. rules.Distinct()];
    }

    // What its chart holds is asked for once it is rendered.
    private static IEnumerable<AccessRule> Gateway(GatewayOptions gateway) =>
    [
        ReadIdentity,
        .. Upgrade(new ReleaseOptions { Name = gateway.Name, Chart = "gateway", Namespace = gateway.Namespace, CreateNamespace = gateway.CreateNamespace }),
        new("list", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        new("get", "", "services", gateway.Namespace),
        .. Reading.Select(verb => new AccessRule(verb, "", "endpoints", gateway.Namespace)),
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
