using System.Reflection;
using Cake.Core;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>How a build.cake takes the tasks of a compiled build: the same tasks, arguments and exit codes under <c>dotnet cake</c>.</summary>
public static class MeshScript
{
    /// <summary>Registers the tasks with the script and runs the targets of the command line.</summary>
    /// <typeparam name="TContext">The build's context.</typeparam>
    /// <param name="task">The script's own method <c>Task</c>.</param>
    /// <param name="assemblies">The assemblies with the build's own tasks.</param>
    /// <returns>The exit code to end the process with.</returns>
    public static int Run<TContext>(Func<string, CakeTaskBuilder> task, params Assembly[] assemblies)
        where TContext : class, IMeshContext
    {
        // A method taken from a script is bound to the script's host; the host is what knows Setup, Teardown and RunTarget.
        var script = task.Target as IScriptHost ?? throw new ArgumentException("Pass the script's own method Task.", nameof(task));
        var arguments = Environment.GetCommandLineArgs().Skip(1).SkipWhile(argument => !argument.StartsWith('-'));
        return MeshRun.Of(arguments, RunEnvironment.OfThisProcess(), new TaskCatalogue([.. assemblies, typeof(MeshScript).Assembly]), run => Run<TContext>(script, run));
    }

    private static int Run<TContext>(IScriptHost script, MeshRun run)
        where TContext : class, IMeshContext
    {
        using var services = new ServiceCollection()
            .AddMesh(run)
            .AddSingleton(script.Context)
            .AddSingleton<TContext>()
            .BuildServiceProvider();

        foreach (var description in run.Catalogue.Tasks)
        {
            Register(script, description, (IFrostingTask)ActivatorUtilities.CreateInstance(services, description.Type), services.GetRequiredService<TContext>());
        }

        script.Setup(info => MeshLifetime.Begin(run, info));
        script.TaskSetup(info => run.BeginStep(info.Task.Name));
        script.TaskTeardown(info => run.EndStep(info.Task.Name, info.Skipped, info.ThrownException));
        try
        {
            script.RunTargets(run.Parameters.CommandLine.Targets);
            return 0;
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            return 1;
        }
    }

    private static void Register(IScriptHost script, TaskDescription description, IFrostingTask task, IMeshContext context)
    {
        var builder = script.Task(description.Name).Description(description.Description).Does(() => task.RunAsync(context));
        foreach (var dependency in description.DependsOn)
        {
            builder.IsDependentOn(new TaskDescription(dependency).Name);
        }

        foreach (var dependent in description.DependencyOf)
        {
            builder.IsDependeeOf(new TaskDescription(dependent).Name);
        }

        if (description.ContinuesOnError)
        {
            builder.ContinueOnError();
        }

        if (Overrides(nameof(IFrostingTask.ShouldRun)))
        {
            builder.WithCriteria(() => task.ShouldRun(context));
        }

        if (Overrides(nameof(IFrostingTask.OnError)))
        {
            builder.OnError(exception => task.OnError(exception, context));
        }

        if (Overrides(nameof(IFrostingTask.Finally)))
        {
            builder.Finally(() => task.Finally(context));
        }

        // As in the Frosting host: overriding OnError swallows the error, so not overriding it must not.
        bool Overrides(string method) => description.Type.GetMethods().Any(candidate => candidate.Name == method && candidate.DeclaringType?.Namespace != typeof(IFrostingTask).Namespace);
    }
}
