using Mesh.Core.Certificates;

namespace Cake.Frosting.Mesh.Certificates;

/// <summary>Makes the mesh's root CA and an intermediate per cluster.</summary>
/// <param name="creation">Does the work.</param>
[TaskName(MeshTasks.CreateCa)]
[TaskDescription("the mesh's root CA and an intermediate per cluster: make what is missing, keep what is there")]
[TaskArgument("rotate", "new intermediates; the root stays, the old folders are kept aside")]
[TaskArgument("rotate-root", "a new root and new intermediates; the old folders are kept aside")]
public sealed class CreateCaTask(CaCreation creation) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => creation.RunAsync(
        context.Parameters.Options.Certificates,
        context.Parameters.WorkingDirectory,
        context.Parameters.CommandLine.Has("rotate-root") ? CaRotation.Root : context.Parameters.CommandLine.Has("rotate") ? CaRotation.Intermediates : CaRotation.None,
        context.Parameters.Cancellation);
}
