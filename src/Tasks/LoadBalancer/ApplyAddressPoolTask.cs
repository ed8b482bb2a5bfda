using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.LoadBalancers.Addresses;

namespace Cake.Frosting.Mesh.LoadBalancer;

/// <summary>Gives MetalLB its addresses.</summary>
/// <param name="application">Does the work.</param>
[TaskName(MeshTasks.ApplyAddressPool)]
[TaskDescription("give MetalLB its addresses, and say why Services wait for one")]
[TouchesCluster(ClusterWork.AddressPools)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class ApplyAddressPoolTask(AddressPoolApplication application) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context) => application.RunAsync(context.Parameters.Options, context.Parameters.FailOn, context.Parameters.Cancellation);
}
