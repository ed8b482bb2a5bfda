using Mesh.Core.Configuration;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>The rights that a run's work needs, as far as they are known before a chart is rendered or a selector resolved.</summary>
/// <remarks><see cref="ClusterWork.Compatibility"/>, <see cref="ClusterWork.Proxies"/> and <see cref="ClusterWork.Diagnosis"/> need none: what the user may not look at is told as not evaluated.</remarks>
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
