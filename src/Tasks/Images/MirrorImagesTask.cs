using Mesh.Core.Images;

namespace Cake.Frosting.Mesh.Images;

/// <summary>Copies images between registries by digest.</summary>
/// <param name="mirroring">Does the work.</param>
[TaskName(MeshTasks.MirrorImages)]
[TaskDescription("copy images between registries by digest")]
public sealed class MirrorImagesTask(ImageMirroring mirroring) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => mirroring.RunAsync(context.Parameters.Options, context.Parameters.Timeout, context.Parameters.Cancellation);
}
