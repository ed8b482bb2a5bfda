using System.Reflection;
using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>How a build takes this pack into its Frosting host.</summary>
public static class CakeHostExtensions
{
    /// <summary>Runs a build with the tasks of this pack and gives the exit code of docs/exit-codes.md, which the host by itself does not keep.</summary>
    /// <param name="host">The host; use <c>UseContext</c> beforehand for a context that implements <see cref="IMeshContext"/>.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="assemblies">Assemblies with further tasks; the entry assembly is known.</param>
    /// <returns>The exit code to end the process with.</returns>
    public static int RunMesh(this CakeHost host, IEnumerable<string> arguments, params Assembly[] assemblies)
    {
        var pack = typeof(CakeHostExtensions).Assembly;
        var entry = Assembly.GetEntryAssembly();
        return MeshRun.Of(arguments, RunEnvironment.OfThisProcess(), new TaskCatalogue([.. assemblies, pack, .. entry is null ? [] : new[] { entry }]), run =>
        {
            host.AddAssembly(pack);
            foreach (var assembly in assemblies.Where(assembly => assembly != entry && assembly != pack))
            {
                host.AddAssembly(assembly);
            }

            return host.ConfigureServices(services => services.AddMesh(run).AddSingleton<ICakeReportPrinter, StepHeadings>()).UseLifetime<MeshLifetime>().UseTaskLifetime<MeshTaskLifetime>().Run(run.Parameters.CommandLine.ForHost);
        });
    }
}
