using System.Reflection;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>Runs a build that is a program. The public tasks of the program itself are found without being named.</summary>
public sealed class CakeHost
{
    private readonly List<Action<IServiceCollection>> configurations = [];
    private readonly List<Assembly> assemblies = [];

    /// <summary>A host that knows the tasks of the entry assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            assemblies.Add(entry);
        }
    }

    /// <summary>A host that knows the tasks of the entry assembly.</summary>
    /// <returns>A new host.</returns>
    public static CakeHost Create() => new();

    /// <summary>Adds the public tasks of an assembly. Adding one twice fails the run, as two tasks then have one name.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>This host.</returns>
    public CakeHost AddAssembly(Assembly assembly)
    {
        assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds services. They come after the host's own, and the last registration of a service wins.</summary>
    /// <param name="services">Registers the services; called once for each run.</param>
    /// <returns>This host.</returns>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        configurations.Add(services);
        return this;
    }

    /// <summary>Runs the build.</summary>
    /// <param name="args">The command line, without the name of the program.</param>
    /// <returns>0 when the build is good, 1 when it failed, -1 (255 in a shell) when the command line cannot be read.</returns>
    public int Run(IEnumerable<string> args)
    {
        var line = CommandLine.Parse(args);
        try
        {
            var services = new ServiceCollection().AddCake(line);
            foreach (var configure in configurations)
            {
                configure(services);
            }

            foreach (var assembly in assemblies)
            {
                services.AddTasksOf(assembly);
            }

            using var provider = services.BuildServiceProvider();
            return new Build(provider, line).Run();
        }
        catch (Exception exception)
        {
            return Failure.Report(exception);
        }
    }
}
