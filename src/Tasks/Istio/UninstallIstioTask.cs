using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Revisions;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Takes a mesh, or one revision of it, out of a cluster.</summary>
/// <param name="removal">Does the work.</param>
[TaskName(MeshTasks.UninstallIstio)]
[TaskDescription("take a mesh or one revision out of a cluster, never under what still points to it; needs --yes")]
[TaskArgument("revision", "the only revision to remove; default for the one without a name", Value = "NAME")]
[TaskArgument("purge", "delete also what no release takes along, CRDs with all objects included, after a backup")]
[TouchesCluster(ClusterWork.Removal)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class UninstallIstioTask(MeshRemoval removal) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (parameters, line) = (context.Parameters, context.Parameters.CommandLine);
        return removal.RunAsync(parameters.Options, line.Value("revision"), line.Has("purge"), parameters.Yes, parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
