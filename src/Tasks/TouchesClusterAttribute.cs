using Mesh.Core.Delivery;

namespace Cake.Frosting.Mesh;

/// <summary>
/// Marks a task that works on the cluster. Its run is refused with exit code 78 before anything else happens when the context is absent, null or blank,
/// and Mesh.ValidateContext asks beforehand for the rights of its work.
/// </summary>
/// <param name="work">What it does there.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TouchesClusterAttribute(ClusterWork work) : Attribute
{
    /// <summary>What it does there.</summary>
    public ClusterWork Work { get; } = work;

    /// <summary>True when it does without a cluster where no context is configured at all; one that is refused is refused all the same.</summary>
    public bool Optional { get; init; }
}
