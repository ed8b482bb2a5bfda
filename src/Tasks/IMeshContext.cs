namespace Cake.Frosting.Mesh;

/// <summary>What the tasks of this pack need of a build's context. A build that has a context of its own implements this beside others.</summary>
public interface IMeshContext : IFrostingContext
{
    /// <summary>What the run was told: arguments, environment and mesh.yaml. Read only.</summary>
    MeshParameters Parameters { get; }

    /// <summary>What tasks found out, for tasks after them.</summary>
    MeshState State { get; }
}
