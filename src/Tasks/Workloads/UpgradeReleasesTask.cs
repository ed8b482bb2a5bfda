using Mesh.Core.Delivery;

namespace Cake.Frosting.Mesh.Workloads;

/// <summary>Helm releases, with a diff before and a rollout wait after.</summary>
/// <param name="upgrade">Does the work.</param>
[TaskName(MeshTasks.UpgradeReleases)]
[TaskDescription("helm releases: diff, upgrade, wait for the rollout")]
[TouchesCluster(ClusterWork.Releases)]
public sealed class UpgradeReleasesTask(ReleaseUpgrade upgrade) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context) => context.State.Planned = await upgrade.RunAsync(
        context.Parameters.Options, context.Parameters.Timeout, context.Parameters.AsksFor(MeshTasks.UpgradeReleases), context.Parameters.Cancellation);
}
