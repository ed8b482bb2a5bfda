using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis;

namespace Cake.Frosting.Mesh.Diagnosis;

/// <summary>What is wrong with what runs in a cluster, and why.</summary>
/// <param name="diagnosis">Does the work.</param>
[TaskName(MeshTasks.Diagnose)]
[TaskDescription("what is wrong with what runs, and why: causes first, with the lines that prove them; of a cluster, an archive or a log")]
[TaskArgument("namespace", "a namespace instead of those of mesh.yaml; may be given again", Value = "NAME")]
[TaskArgument("all-namespaces", "every namespace instead")]
[TaskArgument("selector", "only pods with these labels", Value = "LABELS")]
[TaskArgument("since", "events, ends of containers and dated log lines no older than this", Value = "DURATION")]
[TaskArgument("evidence", "writes what was seen, without secrets, to a file FILE.tar.gz or a new folder", Value = "PATH")]
[TaskArgument("from", "an archive that --evidence wrote, instead of a cluster", Value = "PATH")]
[TaskArgument("log", "a log of a CI job, a pod or a tool instead; - for the standard input", Value = "PATH")]
[TouchesCluster(ClusterWork.Diagnosis, Optional = true)]
public sealed class DiagnoseTask(MeshDiagnosis diagnosis) : AsyncFrostingTask<IMeshContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IMeshContext context)
    {
        var (run, line) = (context.Parameters, context.Parameters.CommandLine);
        var request = new DiagnosisRequest
        {
            Namespaces = [.. line.Values("namespace")], AllNamespaces = line.Has("all-namespaces"), Selector = line.Value("selector"), Since = line.Value("since"),
            Evidence = line.Value("evidence"), From = line.Value("from"), Log = line.Value("log"),
        };
        return diagnosis.RunAsync(run.Options, request, run.WorkingDirectory, run.Cancellation);
    }
}
