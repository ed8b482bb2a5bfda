using Mesh.Core.Delivery;
using Mesh.Core.Model;

namespace Cake.Frosting.Mesh;

/// <summary>What tasks found out. Written by one task, read by those after it.</summary>
public sealed class MeshState
{
    /// <summary>What the chosen targets will do on the cluster.</summary>
    public ClusterWork Work { get; internal set; }

    /// <summary>The cluster as Mesh.ValidateContext found it; null before.</summary>
    public ClusterIdentity? Cluster { get; internal set; }

    /// <summary>The objects that Mesh.UpgradeReleases installs, as rendered; in a dry run they need not be in the cluster yet.</summary>
    public IReadOnlyList<System.Text.Json.Nodes.JsonObject> Planned { get; internal set; } = [];

    /// <summary>The workloads that Mesh.RestartWorkloads restarted.</summary>
    public IReadOnlyList<WorkloadRef> Restarted { get; internal set; } = [];
}
