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

    /// <summary>Looks at nodes, CNI and mesh, to know whether they fit together.</summary>
    Compatibility = 32,

    /// <summary>Installs the control plane of the mesh.</summary>
    Mesh = 64,

    /// <summary>Installs gateways.</summary>
    Gateways = 128,

    /// <summary>Hands load balancers to other pods.</summary>
    LoadBalancers = 256,

    /// <summary>Gives MetalLB its addresses.</summary>
    AddressPools = 512,

    /// <summary>Looks at the mesh and asks its proxies.</summary>
    Verification = 1024,

    /// <summary>Reads every object of the mesh.</summary>
    Backup = 2048,

    /// <summary>Writes objects of the mesh.</summary>
    Restore = 4096,

    /// <summary>Moves namespaces from one revision of the mesh to another.</summary>
    Revisions = 8192,

    /// <summary>Takes the mesh out of the cluster.</summary>
    Removal = 16384,

    /// <summary>Looks for what is wrong, in pods, events and logs.</summary>
    Diagnosis = 32768,

    /// <summary>Asks pods and istiods about proxies.</summary>
    Proxies = 65536,

    /// <summary>Looks why pods have or have not a proxy.</summary>
    Injection = 131072,

    /// <summary>Reads the objects of the mesh to judge them.</summary>
    MeshLint = 262144,
}
