using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Backup;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Keeps everything a mesh is configured by.</summary>
/// <param name="backup">Does the work.</param>
[TaskName(MeshTasks.BackupIstio)]
[TaskDescription("keep CRDs and objects of Istio and the Gateway API, and the values of its releases, in a folder that is whole or not there")]
[TouchesCluster(ClusterWork.Backup)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class BackupIstioTask(MeshBackup backup) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => backup.RunAsync(context.Parameters.Options, context.Parameters.WorkingDirectory, context.Parameters.Cancellation);
}
