using Mesh.Core.Delivery;

namespace Cake.Frosting.Mesh.Preflight;

/// <summary>Every check that can be made before a cluster is touched.</summary>
/// <param name="upgrade">Knows what an upgrade needs.</param>
[TaskName(MeshTasks.Preflight)]
[TaskDescription("every check that can be made before a cluster is touched")]
[TouchesCluster(ClusterWork.Look)]
[IsDependentOn(typeof(ValidateContextTask))]
[IsDependentOn(typeof(CheckCompatibilityTask))]
[IsDependentOn(typeof(CheckImagesTask))]
public sealed class PreflightTask(ReleaseUpgrade upgrade) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => upgrade.CheckAsync(context.Parameters.Options, context.Parameters.Timeout, context.Parameters.Cancellation);
}
