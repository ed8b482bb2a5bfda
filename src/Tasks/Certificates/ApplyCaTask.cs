using Mesh.Core.Delivery;
using Mesh.Core.Istio.Authority;

namespace Cake.Frosting.Mesh.Certificates;

/// <summary>Gives a cluster its CA, and proves that istiod uses it.</summary>
/// <param name="application">Does the work.</param>
[TaskName(MeshTasks.ApplyCa)]
[TaskDescription("give a cluster its CA: examine it, write secret cacerts, restart istiod, prove that it is used")]
[TaskArgument("ca", "the CA's folder, where it is not the only one or the one named as the context", Value = "NAME")]
[TaskArgument("rotate", "change the root of a running mesh in stages, each proven on the proxies; run it again until it says that it is over")]
[TaskArgument("revert", "go back to the CA from before the rotation")]
[TaskArgument("istiod", "where port 15012 of istiod can be reached, to look at the certificate it serves", Value = "HOST:PORT")]
[TouchesCluster(ClusterWork.Authority)]
public sealed class ApplyCaTask(CaApplication application) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (parameters, line) = (context.Parameters, context.Parameters.CommandLine);
        var arguments = new CaArguments
        {
            Cluster = line.Value("ca"), Rotate = line.Has("rotate"), Revert = line.Has("revert"), Istiod = line.Value("istiod"), Yes = parameters.Yes, FailOn = parameters.FailOn,
        };
        return application.RunAsync(parameters.Options, arguments, parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
