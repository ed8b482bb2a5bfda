using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Processes;
using Mesh.Core.Sources;
using Mesh.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>What the tasks take by constructor. Making any of it reads no file and opens no connection.</summary>
public static class MeshServices
{
    /// <summary>Adds the services of one run.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="run">The run.</param>
    public static IServiceCollection AddMesh(this IServiceCollection services, MeshRun run) => services
        .AddSingleton(run)
        .AddSingleton(run.Parameters)
        .AddSingleton(run.State)
        .AddSingleton(run.Time)
        .AddSingleton(run.Journal)
        .AddSingleton(run.Changes)
        .AddSingleton(run.Commands)
        .AddSingleton(run.Tools)
        .AddSingleton<LineEndings>()
        .AddSingleton<ContextValidation>()
        .AddSingleton<ReleaseUpgrade>()
        .AddSingleton<WorkloadRestart>();

    internal static Toolbox ToolsOf(MeshRun run)
    {
        var scenario = new Lazy<Scenario>(() => Scenario.Load(run.Parameters.Sandbox!));
        return run.Parameters.Sandbox is null
            ? new Toolbox(
                new Lazy<IClusterConnector>(() => new ClusterConnector(run.Commands, run.Journal, run.Time)),
                new Lazy<IHelm>(() => new Helm(run.Commands, run.Journal)))
            : new Toolbox(
                new Lazy<IClusterConnector>(() => new SandboxClusterConnector(scenario.Value, run.Time, run.Journal)),
                new Lazy<IHelm>(() => new SandboxHelm(scenario.Value)));
    }
}
