namespace Mesh.Core.Delivery;

/// <summary>What a run will do on a cluster; decides which rights are asked for beforehand.</summary>
[Flags]
public enum ClusterWork
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Looks only.</summary>
    Look = 1,

    /// <summary>Upgrades helm releases.</summary>
    Releases = 2,

    /// <summary>Restarts workloads.</summary>
    Restarts = 4,

    /// <summary>Looks at the nodes, to know which images they need.</summary>
    Images = 8,

    /// <summary>Gives the mesh its CA and restarts istiod.</summary>
    Authority = 16,
}
