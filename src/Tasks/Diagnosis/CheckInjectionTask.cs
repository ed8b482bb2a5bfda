using Mesh.Core.Delivery;
using Mesh.Core.Istio.Injection;

namespace Cake.Frosting.Mesh.Diagnosis;

/// <summary>Why pods have or have not a proxy.</summary>
/// <param name="check">Does the work.</param>
[TaskName(MeshTasks.CheckInjection)]
[TaskDescription("why pods have or have not a proxy: labels, webhooks and policy, proven by pods the server is only asked about")]
[TaskArgument("namespace", "a namespace; may be given again, all without it", Value = "NAME")]
[TaskArgument("workload", "one workload of the namespace; may be given again", Value = "KIND/NAME")]
[TouchesCluster(ClusterWork.Injection)]
[IsDependentOn(typeof(Preflight.ValidateContextTask))]
public sealed class CheckInjectionTask(InjectionCheck check) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (given, line) = (context.Parameters, context.Parameters.CommandLine);
        return check.RunAsync(given.Options, InjectionChoice.Of(line.Values("namespace"), line.Values("workload")), given.FailOn, given.Cancellation);
    }
}
