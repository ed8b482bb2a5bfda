using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis.Tctl;

namespace Cake.Frosting.Mesh.Preflight;

/// <summary>Every check that can be made before a cluster is touched.</summary>
/// <param name="upgrade">Knows what an upgrade needs.</param>
/// <param name="tctl">Knows what tctl needs, where it is configured.</param>
[TaskName(MeshTasks.Preflight)]
[TaskDescription("every check that can be made before a cluster is touched")]
[TouchesCluster(ClusterWork.Look)]
[IsDependentOn(typeof(ValidateContextTask))]
[IsDependentOn(typeof(CheckCompatibilityTask))]
[IsDependentOn(typeof(CheckImagesTask))]
public sealed class PreflightTask(ReleaseUpgrade upgrade, TctlCheck tctl) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        tctl.CheckConfigured(context.Parameters.Options, context.Parameters.WorkingDirectory);
        return upgrade.CheckAsync(context.Parameters.Options, context.Parameters.Timeout, context.Parameters.Cancellation);
    }
}
