using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Delivery;

/// <summary>Makes sure that a context leads to the cluster that is meant.</summary>
internal static class IdentityPin
{
    /// <summary>Holds the cluster against cluster.identity, where that is set.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="options">What is configured of it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The UID of its namespace kube-system; null where the user may not read it.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is another one, or nobody can tell.</exception>
    public static async Task<string?> CheckAsync(ICluster cluster, ClusterOptions options, CancellationToken cancellation)
    {
        var uid = await cluster.IsAllowedAsync(RequiredAccess.ReadIdentity, cancellation)
            ? (await cluster.GetAsync(ResourceKind.Namespace, null, "kube-system", cancellation)).Text("metadata", "uid")
            : null;
        return options.Identity is not { } pin || pin == uid ? uid : throw new MeshException(ExitCode.Configuration,
            $"context {cluster.Context} is another cluster: cluster.identity is {pin} and namespace kube-system of {cluster.Server} has UID {uid ?? "unknown"}",
            "Choose the context of the right cluster, or set cluster.identity to this UID if the cluster was made anew");
    }
}
