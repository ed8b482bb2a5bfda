using Mesh.Core.Delivery;
using Mesh.Core.Istio.ProxyStatus;

namespace Cake.Frosting.Mesh.Diagnosis;

/// <summary>Whether proxies are really served.</summary>
/// <param name="check">Does the work.</param>
[TaskName(MeshTasks.CheckProxies)]
[TaskDescription("whether proxies are served: 15021, and every istiod's word on whether they have what it sent")]
[TaskArgument("namespace", "a namespace; may be given again, all without it", Value = "NAME")]
[TaskArgument("selector", "the labels of the pods that are meant", Value = "LABELS")]
[TaskArgument("pod", "one pod; may be given again", Value = "NAMESPACE/NAME")]
[TaskArgument("wait", "ask again until all are as they should be, or --timeout passes")]
[TouchesCluster(ClusterWork.Proxies)]
[IsDependentOn(typeof(Preflight.ValidateContextTask))]
public sealed class CheckProxiesTask(ProxyCheck check) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (given, line) = (context.Parameters, context.Parameters.CommandLine);
        return check.RunAsync(given.Options, ProxyChoice.Of(line.Values("namespace"), line.Value("selector"), line.Values("pod")), line.Has("wait"), given.Timeout, given.FailOn, given.Cancellation);
    }
}
