using Cake.Core;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>Writes each task into the journal as a step.</summary>
/// <param name="run">The run.</param>
public sealed class MeshTaskLifetime(MeshRun run) : FrostingTaskLifetime
{
    /// <inheritdoc/>
    public override void Setup(ICakeContext context, ITaskSetupContext info) => run.BeginStep(info.Task.Name);

    /// <inheritdoc/>
    public override void Teardown(ICakeContext context, ITaskTeardownContext info) => run.EndStep(info.Task.Name, info.Skipped, info.ThrownException);
}
