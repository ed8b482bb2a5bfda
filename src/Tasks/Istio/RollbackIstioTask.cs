using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Revisions;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Takes an upgrade of the mesh back to the revision from before.</summary>
/// <param name="rollback">Does the work.</param>
[TaskName(MeshTasks.RollbackIstio)]
[TaskDescription("take an upgrade of the mesh back; --yes also removes the new revision once nobody needs it")]
[TouchesCluster(ClusterWork.Revisions)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class RollbackIstioTask(IstioRollback rollback) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return rollback.RunAsync(parameters.Options, parameters.WorkingDirectory, parameters.Timeout, parameters.Yes, parameters.Cancellation);
    }
}
