using Mesh.Core.Delivery;
using Mesh.Core.Istio.Lint;

namespace Cake.Frosting.Mesh.Diagnosis;

/// <summary>What in the mesh's own objects will not do what it says.</summary>
/// <param name="lint">Does the work.</param>
[TaskName(MeshTasks.LintMesh)]
[TaskDescription("what in files, rendered charts and the cluster will not do what it says: routes, TLS, gateways, policies")]
[TaskArgument("path", "a file or folder instead of lint.paths, - for the standard input; can be given several times", Value = "PATH")]
[TaskArgument("policy-tests", "a file of request samples instead of lint.policyTests; can be given several times", Value = "FILE")]
[TaskArgument("namespace", "the namespace of objects in files that name none; default without it", Value = "NAME")]
[TaskArgument("live", "refuse to do without a cluster")]
[TaskArgument("offline", "ask no cluster, though a context is configured")]
[TouchesCluster(ClusterWork.MeshLint, Optional = true)]
public sealed class LintMeshTask(MeshLint lint) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (run, line) = (context.Parameters, context.Parameters.CommandLine);
        var request = new LintRequest
        {
            Paths = [.. line.Values("path")], PolicyTests = [.. line.Values("policy-tests")], Namespace = line.Value("namespace") ?? "default", Live = line.Has("live"), Offline = line.Has("offline"), WorkingDirectory = run.WorkingDirectory,
        };
        return lint.RunAsync(run.Options, request, run.Timeout, run.FailOn, run.Cancellation);
    }
}
