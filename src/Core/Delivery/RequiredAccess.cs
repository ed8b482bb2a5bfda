using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Delivery;

/// <summary>The rights that a run's work needs, as far as they are known before a chart is rendered or a selector resolved.</summary>
public static class RequiredAccess
{
    private static readonly ResourceKind[] Workloads = [ResourceKind.Deployment, ResourceKind.StatefulSet, ResourceKind.DaemonSet];

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

        if (work.HasFlag(ClusterWork.Releases))
        {
            rules.AddRange(options.Releases.SelectMany(Upgrade));
        }

        if (work.HasFlag(ClusterWork.Restarts))
        {
            rules.AddRange(options.Restarts.SelectMany(Restart));
        }

        return [.. rules.Distinct()];
    }

    /// <summary>The right to read which cluster it is.</summary>
    internal static AccessRule ReadIdentity { get; } = new("get", "", "namespaces", null);

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

        foreach (var rule in Watch(release.Namespace, Workloads))
        {
            yield return rule;
        }
    }

    private static IEnumerable<AccessRule> Restart(RestartOptions restart)
    {
        var kinds = restart.Workload is null ? Workloads : [.. Workloads.Where(kind => restart.Workload.StartsWith(kind.Kind, StringComparison.OrdinalIgnoreCase))];
        foreach (var kind in kinds)
        {
            yield return new AccessRule("patch", kind.Group, kind.Plural, restart.Namespace);
        }

        foreach (var rule in Watch(restart.Namespace, kinds))
        {
            yield return rule;
        }
    }

    // What a rollout wait looks at; the log of a pod that fails is welcome and not required.
    private static IEnumerable<AccessRule> Watch(string ns, IEnumerable<ResourceKind> workloads) =>
        from kind in workloads.Concat([ResourceKind.ReplicaSet, ResourceKind.Pod, ResourceKind.Event])
        from verb in new[] { "list", "watch" }
        select new AccessRule(verb, kind.Group, kind.Plural, ns);
}
