using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Revisions;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Brings a running mesh to another version, namespace by namespace, each judged and taken back by itself.</summary>
/// <param name="upgrade">Does the work.</param>
[TaskName(MeshTasks.UpgradeIstio)]
[TaskDescription("bring the mesh to another version: a second revision, namespaces in batches that go back by themselves when they fare badly")]
[TouchesCluster(ClusterWork.Revisions | ClusterWork.Backup)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class UpgradeIstioTask(IstioUpgrade upgrade) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return upgrade.RunAsync(parameters.Options, parameters.WorkingDirectory, parameters.Timeout, parameters.Yes, parameters.Cancellation);
    }
}
