using Mesh.Core.Delivery;
using Mesh.Core.Istio.Authority;

namespace Cake.Frosting.Mesh.Certificates;

/// <summary>Which cluster trusts which.</summary>
/// <param name="comparison">Does the work.</param>
[TaskName(MeshTasks.CompareRoots)]
[TaskDescription("which cluster trusts which, by building the chains, and whether all places in each agree")]
[TaskArgument("dump", "a dump of a proxy's secrets; may be given again", Value = "CLUSTER=FILE")]
[TaskArgument("ask-proxies", "asks up to 20 proxies of each cluster for what they trust and show")]
[TouchesCluster(ClusterWork.Look, Optional = true)]
public sealed class CompareRootsTask(RootComparison comparison) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => comparison.RunAsync(
        context.Parameters.Options,
        context.Parameters.WorkingDirectory,
        context.Parameters.CommandLine.Values("dump"),
        context.Parameters.CommandLine.Has("ask-proxies"),
        context.Parameters.Cancellation);
}
