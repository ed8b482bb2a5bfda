using Cake.Frosting.Mesh.Preflight;
using Cake.Frosting.Mesh.Sources;

namespace Cake.Frosting.Mesh.Workloads;

/// <summary>The whole delivery.</summary>
[TaskName(MeshTasks.Deliver)]
[TaskDescription("the whole delivery: line endings, context, compatibility, images, releases, restarts")]
[IsDependentOn(typeof(NormalizeLineEndingsTask))]
[IsDependentOn(typeof(ValidateContextTask))]
[IsDependentOn(typeof(CheckCompatibilityTask))]
[IsDependentOn(typeof(CheckImagesTask))]
[IsDependentOn(typeof(UpgradeReleasesTask))]
[IsDependentOn(typeof(RestartWorkloadsTask))]
public sealed class DeliverTask : FrostingTask<IMeshContext>;
