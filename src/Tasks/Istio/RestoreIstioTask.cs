using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Backup;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Brings the configuration of a mesh back from a backup.</summary>
/// <param name="restore">Does the work.</param>
[TaskName(MeshTasks.RestoreIstio)]
[TaskDescription("bring CRDs and objects back from a backup: verified, asked about all at once, then written and read again")]
[TaskArgument("from", "the backup's folder; without it the newest of this cluster", Value = "FOLDER")]
[TouchesCluster(ClusterWork.Restore)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class RestoreIstioTask(MeshRestore restore) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return restore.RunAsync(parameters.Options, parameters.CommandLine.Value("from"), parameters.Yes, parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
