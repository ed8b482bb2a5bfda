using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>Which cluster it is.</summary>
/// <param name="Context">The context's name.</param>
/// <param name="Server">The address of the API server.</param>
/// <param name="Version">Its version.</param>
/// <param name="Uid">The UID of the namespace kube-system, which no other cluster has; null where the user may not read it.</param>
public sealed record ClusterIdentity(string Context, string Server, KubeVersion Version, string? Uid);
