using Mesh.Core.Delivery;

namespace Cake.Frosting.Mesh.Preflight;

/// <summary>Refuses a context that is absent, unknown, unreachable, without rights or of another cluster.</summary>
/// <param name="validation">Does the work.</param>
[TaskName(MeshTasks.ValidateContext)]
[TaskDescription("refuse a context that is absent, unknown, unreachable, without rights or of another cluster")]
[TouchesCluster(ClusterWork.Look)]
public sealed class ValidateContextTask(ContextValidation validation) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context) =>
        context.State.Cluster = await validation.RunAsync(context.Parameters.Options, context.State.Work, context.Parameters.Cancellation);
}
