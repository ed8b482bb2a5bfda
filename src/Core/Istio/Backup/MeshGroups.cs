namespace Mesh.Core.Istio.Backup;

/// <summary>The API groups that a mesh is configured by.</summary>
internal static class MeshGroups
{
    // The x- groups hold what is still being tried out.
    private static readonly string[] Others = ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io", "inference.networking.k8s.io", "inference.networking.x-k8s.io"];

    /// <summary>Whether a group is one of them: Istio's own, the Gateway API's, or that of its inference extension.</summary>
    public static bool Has(string group) => IsIstio(group) || Others.Contains(group);

    /// <summary>Whether a group is Istio's own: it goes with the mesh, where the Gateway API stays for others.</summary>
    public static bool IsIstio(string group) => group.EndsWith(".istio.io", StringComparison.Ordinal);
}
