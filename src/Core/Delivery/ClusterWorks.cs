namespace Mesh.Core.Delivery;

/// <summary>What can be said of <see cref="ClusterWork"/>.</summary>
public static class ClusterWorks
{
    private const ClusterWork Reading = ClusterWork.Look | ClusterWork.Images | ClusterWork.Compatibility | ClusterWork.Verification | ClusterWork.Backup | ClusterWork.Diagnosis | ClusterWork.Proxies | ClusterWork.Injection | ClusterWork.MeshLint;

    /// <summary>True when it changes nothing on the cluster.</summary>
    /// <param name="work">The work.</param>
    public static bool OnlyReads(this ClusterWork work) => (work & ~Reading) == ClusterWork.None;
}
