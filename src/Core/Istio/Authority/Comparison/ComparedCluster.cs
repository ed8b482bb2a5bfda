using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>A cluster to be compared.</summary>
/// <param name="Name">Its name in the mesh.</param>
/// <param name="Cluster">The cluster; null where only a dump of it is there.</param>
/// <param name="Context">The name of its context; null where only a dump of it is there.</param>
internal sealed record ComparedCluster(string Name, ICluster? Cluster, string? Context);
