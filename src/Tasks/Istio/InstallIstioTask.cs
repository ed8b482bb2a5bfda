using Cake.Frosting.Mesh.Preflight;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Installation;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Installs the control plane of the mesh, each part proven before the next.</summary>
/// <param name="installation">Does the work.</param>
[TaskName(MeshTasks.InstallIstio)]
[TaskDescription("install or upgrade Istio's base, istiod, CNI and ztunnel: values from options, each part proven before the next")]
[IsDependentOn(typeof(ValidateContextTask))]
[TouchesCluster(ClusterWork.Mesh)]
public sealed class InstallIstioTask(IstioInstallation installation) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var parameters = context.Parameters;
        return installation.RunAsync(parameters.Options, parameters.WorkingDirectory, parameters.Timeout, parameters.Cancellation);
    }
}
