using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Gateways;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Gateways, each with its Service's annotations, its Gateway object and the proof that it can be reached.</summary>
/// <param name="installation">Does the work.</param>
[TaskName(MeshTasks.InstallGateway)]
[TaskDescription("install gateways: defaults cleared, annotations checked, injector ready, Gateway object, endpoints proven")]
[TaskArgument("gateway", "only the gateway of this name", Value = "NAME")]
[TouchesCluster(ClusterWork.Gateways)]
[IsDependentOn(typeof(ValidateContextTask))]
public sealed class InstallGatewayTask(GatewayInstallation installation) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return installation.RunAsync(parameters.Options, parameters.CommandLine.Value("gateway"), parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
