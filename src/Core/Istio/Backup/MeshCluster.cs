using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>Which cluster it is.</summary>
internal static class MeshCluster
{
    /// <summary>The UID of its namespace kube-system, which no other cluster has.</summary>
    /// <exception cref="MeshException">As for <see cref="ICluster.GetAsync"/>; <see cref="ExitCode.Unavailable"/> when it has none.</exception>
    public static async Task<string> IdentityAsync(ICluster cluster, CancellationToken cancellation) =>
        (await cluster.GetAsync(ResourceKind.Namespace, null, "kube-system", cancellation)).Text("metadata", "uid")
        ?? throw new MeshException(ExitCode.Unavailable, $"{cluster.Server} has no namespace kube-system, by which clusters are told apart", "Check that the context is that of a Kubernetes cluster");
}
