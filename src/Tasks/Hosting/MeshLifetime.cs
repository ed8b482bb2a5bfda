using Cake.Core;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>Tells the run before its first task what will run. A build with a lifetime of its own calls <see cref="Begin"/> in its Setup.</summary>
/// <param name="run">The run.</param>
public sealed class MeshLifetime(MeshRun run) : FrostingLifetime
{
    /// <summary>Reads the configuration if a task needs it, and refuses a run against no cluster in particular.</summary>
    /// <param name="run">The run.</param>
    /// <param name="info">What Cake says will run.</param>
    public static void Begin(MeshRun run, ISetupContext info) => run.Begin(info.TasksToExecute.Select(task => task.Name));

    /// <inheritdoc/>
    public override void Setup(ICakeContext context, ISetupContext info) => Begin(run, info);

    /// <inheritdoc/>
    public override void Teardown(ICakeContext context, ITeardownContext info)
    {
        if (info.ThrownException is { } thrown)
        {
            run.Fail(thrown);
        }
    }
}
