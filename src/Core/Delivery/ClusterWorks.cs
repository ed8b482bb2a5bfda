namespace Mesh.Core.Delivery;

/// <summary>What can be said of <see cref="ClusterWork"/>.</summary>
public static class ClusterWorks
{
    private const ClusterWork Reading = ClusterWork.Look | ClusterWork.Images | ClusterWork.Compatibility | ClusterWork.Verification | ClusterWork.Backup | ClusterWork.Diagnosis | ClusterWork.Proxies | ClusterWork.Injection | ClusterWork.MeshLint;
    private const ClusterWork Looking = ClusterWork.Look | ClusterWork.Images | ClusterWork.Compatibility;

    /// <summary>True when it changes nothing on the cluster.</summary>
    /// <param name="work">The work.</param>
    public static bool OnlyReads(this ClusterWork work) => (work & ~Reading) == ClusterWork.None;

    /// <summary>True when it is what is looked at before a delivery, whose rights have to be there as well. Other verbs that only read are open to users who may do no more.</summary>
    /// <param name="work">The work.</param>
    public static bool LooksAhead(this ClusterWork work) => (work & ~Looking) == ClusterWork.None;
}
