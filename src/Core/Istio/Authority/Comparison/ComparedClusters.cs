using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Which clusters are compared.</summary>
internal static class ComparedClusters
{
    /// <summary>Those under <c>clusters</c>; where there are none, the single one and those that dumps name. Sends nothing yet.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="dumped">The clusters of which there are dumps.</param>
    /// <param name="tools">The outside world.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: contexts are refused, all of them named, or one is unknown; <see cref="ExitCode.Usage"/>: a dump of a cluster that is not
    /// among those configured.</exception>
    public static IReadOnlyList<ComparedCluster> Of(MeshOptions options, IReadOnlyCollection<string> dumped, Toolbox tools)
    {
        var known = options.Clusters.Count > 0 ? options.Clusters
            : options.Cluster.Context is { } context ? [new FleetClusterOptions { Name = context, Context = context, Kubeconfig = options.Cluster.Kubeconfig }]
            : [];
        var unknown = dumped.Where(name => known.All(cluster => cluster.Name != name)).Distinct().ToList();
        if (options.Clusters.Count > 0 && unknown is [var first, ..])
        {
            throw new MeshException(ExitCode.Usage, $"--dump names the cluster '{first}', which is not among the clusters of mesh.yaml",
                NearestName.Hint(first, options.Clusters.Select(cluster => cluster.Name), "Name one of them"));
        }

        // A cluster that cannot be asked can still be compared by its dumps.
        bool IsDumped(FleetClusterOptions cluster) => cluster.Context is null && dumped.Contains(cluster.Name);
        var refused = known.Where(cluster => !IsDumped(cluster)).Select(cluster => (cluster.Name, Why: ContextName.WhyRefused(cluster.Context))).Where(one => one.Why is not null).ToList();
        return refused.Count > 0
            ? throw new MeshException(ExitCode.Configuration, $"the kube context of {refused.Count} of {known.Count} clusters is refused: {string.Join("; ", refused.Select(one => $"{one.Name}: {one.Why}"))}",
                "Set clusters[].context to the exact name of a context in each")
            : [
                .. known.Select(cluster => IsDumped(cluster) ? new ComparedCluster(cluster.Name, null, null)
                    : new(cluster.Name, tools.Connect(new ClusterOptions { Context = cluster.Context, Kubeconfig = cluster.Kubeconfig ?? options.Cluster.Kubeconfig }), cluster.Context)),
                .. unknown.Select(name => new ComparedCluster(name, null, null)),
            ];
    }
}
