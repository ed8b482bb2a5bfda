using Mesh.Core.Certificates;
using Mesh.Core.Delivery;
using Mesh.Core.Istio.Authority;

namespace Cake.Frosting.Mesh.Certificates;

/// <summary>What istiod and Envoy will make of a CA, before either sees it.</summary>
/// <param name="verification">Examines folders and files.</param>
/// <param name="live">Examines what a cluster has.</param>
[TaskName(MeshTasks.VerifyCa)]
[TaskDescription("what istiod and Envoy will make of the clusters' CAs, or of a chain, before either sees it")]
[TaskArgument("folder", "the folder of one CA instead of the configured ones", Value = "PATH")]
[TaskArgument("file", "a PEM bundle or a dump of Envoy's secrets instead; - for the standard input", Value = "PATH")]
[TaskArgument("live", "the CA that the cluster has instead, and which one istiod uses")]
[TouchesCluster(ClusterWork.Look, Optional = true)]
public sealed class VerifyCaTask(CaVerification verification, LiveVerification live) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (run, folder, file) = (context.Parameters, context.Parameters.CommandLine.Value("folder"), context.Parameters.CommandLine.Value("file"));
        return run.CommandLine.Has("live")
            ? live.RunAsync(run.Options, folder ?? file, run.Cancellation)
            : verification.RunAsync(run.Options.Certificates, run.WorkingDirectory, folder, file, run.Cancellation);
    }
}
