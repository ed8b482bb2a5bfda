using Mesh.Core.Delivery;
using Mesh.Core.Istio.Verification;

namespace Cake.Frosting.Mesh.Istio;

/// <summary>Whether an installed mesh really serves.</summary>
/// <param name="verification">Does the work.</param>
[TaskName(MeshTasks.VerifyIstio)]
[TaskDescription("whether the mesh really serves: workloads, images, webhooks, CRDs, and every proxy synced on one istiod")]
[TaskArgument("revision", "the revision to verify instead of istio.revision; default for the one without a name", Value = "NAME")]
[TouchesCluster(ClusterWork.Verification)]
[IsDependentOn(typeof(Preflight.ValidateContextTask))]
public sealed class VerifyIstioTask(MeshVerification verification) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (options, revision) = (context.Parameters.Options, context.Parameters.CommandLine.Value("revision"));
        return verification.RunAsync(revision is null ? options : options with { Istio = (options.Istio ?? new()) with { Revision = revision } }, context.Parameters.Timeout, context.Parameters.FailOn, context.Parameters.Cancellation);
    }
}
