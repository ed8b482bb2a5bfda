using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.LoadBalancers;

namespace Cake.Frosting.Mesh.LoadBalancer;

/// <summary>Hands the load balancer of an existing Service to other pods.</summary>
/// <param name="adoption">Does the work.</param>
[TaskName(MeshTasks.AdoptLoadBalancer)]
[TaskDescription("hand the load balancer of an existing Service to other pods: addresses and node ports stay, proven or led back")]
[TaskArgument("service", "the Service of mesh.yaml, where not all of them are meant", Value = "NAME")]
[TaskArgument("revert", "the file that a hand-over wrote, to go back on it", Value = "FILE", FlagElsewhere = true)]
[TouchesCluster(ClusterWork.LoadBalancers)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class AdoptLoadBalancerTask(LoadBalancerAdoption adoption) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        var arguments = new AdoptionArguments
        {
            Service = parameters.CommandLine.Value("service"), Revert = parameters.CommandLine.Value("revert"), Yes = parameters.Yes, FailOn = parameters.FailOn, Folder = parameters.ReportFolder,
        };
        return adoption.RunAsync(parameters.Options, arguments, parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
