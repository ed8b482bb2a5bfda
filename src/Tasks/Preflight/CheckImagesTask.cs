using Mesh.Core.Delivery;
using Mesh.Core.Images;

namespace Cake.Frosting.Mesh.Preflight;

/// <summary>Whether every image that will run is there for every node it can land on.</summary>
/// <param name="check">Does the work.</param>
[TaskName(MeshTasks.CheckImages)]
[TaskDescription("whether every image that will run is there for every node it can land on")]
[TouchesCluster(ClusterWork.Images, Optional = true)]
public sealed class CheckImagesTask(ImageCheck check) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => check.RunAsync(
        context.Parameters.Options, context.Parameters.Timeout, context.Parameters.AsksFor(MeshTasks.CheckImages), context.Parameters.Cancellation);
}
