using Mesh.Core.Delivery;

namespace Cake.Frosting.Mesh.Workloads;

/// <summary>Restarts workloads and waits until they have rolled out.</summary>
/// <param name="restart">Does the work.</param>
[TaskName(MeshTasks.RestartWorkloads)]
[TaskDescription("restart workloads and wait until they have rolled out")]
[TouchesCluster(ClusterWork.Restarts)]
public sealed class RestartWorkloadsTask(WorkloadRestart restart) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context) => context.State.Restarted = await restart.RunAsync(
        context.Parameters.Options, context.State.Planned, context.Parameters.Timeout, context.Parameters.AsksFor(MeshTasks.RestartWorkloads), context.Parameters.Cancellation);
}
