using Cake.Core;

namespace Cake.Frosting.Mesh;

/// <summary>The ready-made context for builds that have none of their own.</summary>
/// <param name="context">Cake's own context.</param>
/// <param name="parameters">What the run was told.</param>
/// <param name="state">What tasks found out.</param>
public class MeshContext(ICakeContext context, MeshParameters parameters, MeshState state) : FrostingContext(context), IMeshContext
{
    /// <inheritdoc/>
    public MeshParameters Parameters { get; } = parameters;

    /// <inheritdoc/>
    public MeshState State { get; } = state;
}
