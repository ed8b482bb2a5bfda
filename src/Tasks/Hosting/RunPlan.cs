using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>What is looked at before the first task runs: the stage in which a context called null has to stop the run.</summary>
internal static class RunPlan
{
    public static void Prepare(MeshRun run, IReadOnlyList<TaskDescription> tasks)
    {
        foreach (var task in tasks)
        {
            task.Check(run.Parameters.CommandLine);
        }

        run.State.Work = tasks.Aggregate(ClusterWork.None, (work, task) => work | (task.ClusterWork ?? ClusterWork.None));
        var own = tasks.Where(task => task.ClusterWork is not null || task.Type.Assembly == typeof(RunPlan).Assembly).ToList();
        if (own.Count == 0)
        {
            return;
        }

        var options = run.Parameters.Options;
        run.Journal.Configure(run.Parameters.Configuration.Settings);
        if (own.Find(task => task.NeedsCluster || (task.ClusterWork is not null && options.Cluster.Context is not null)) is { } first && ContextName.WhyRefused(options.Cluster.Context) is { } why)
        {
            throw new MeshException(ExitCode.Configuration, $"{first.Name} needs a cluster and the kube context is refused: {why}", run.Tools.ContextHint(options.Cluster));
        }

        const ClusterWork deliveries = ClusterWork.Releases | ClusterWork.Restarts;
        if ((run.State.Work & deliveries) == deliveries && options.Releases.Count + options.Restarts.Count == 0)
        {
            throw new MeshException(ExitCode.Configuration, "there is nothing to deliver: neither releases nor restarts are configured", "Add releases or restarts to mesh.yaml");
        }
    }
}
