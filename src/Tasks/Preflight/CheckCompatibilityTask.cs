using Mesh.Core.Delivery;
using Mesh.Core.Istio.Compatibility;

namespace Cake.Frosting.Mesh.Preflight;

/// <summary>Whether Istio's version, the cluster and this day go together.</summary>
/// <param name="check">Does the work.</param>
[TaskName(MeshTasks.CheckCompatibility)]
[TaskDescription("whether Istio's version goes with the server, the nodes, the CNI and this day")]
[TouchesCluster(ClusterWork.Compatibility, Optional = true)]
public sealed class CheckCompatibilityTask(CompatibilityCheck check) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return check.RunAsync(parameters.Options, parameters.WorkingDirectory, parameters.AsksFor(MeshTasks.CheckCompatibility), parameters.FailOn, parameters.Cancellation);
    }
}
