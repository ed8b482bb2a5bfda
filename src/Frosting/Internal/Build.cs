using Cake.Cli;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Scripting;
using Cake.Core.Tooling;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>One run of a host: surroundings, tasks, and then what the command line asked for.</summary>
internal sealed class Build(IServiceProvider provider, CommandLine line)
{
    private readonly ICakeLog log = provider.Get<ICakeLog>();
    private readonly IConsole console = provider.Get<IConsole>();

    public int Run()
    {
        if (line.Error is { } error)
        {
            log.Error("Error: {0}", error);
            return Failure.CommandLine;
        }

        try
        {
            switch (line.Mode)
            {
                case RunMode.Help:
                    console.Write("{0}", HelpText.Text);
                    break;
                case RunMode.Version:
                    new VersionFeature(new CakeVersion()).Run(console);
                    break;
                case RunMode.Info:
                    new InfoFeature(new CakeVersion()).Run(console);
                    break;
                default:
                    RunTasks();
                    break;
            }

            return 0;
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, log);
        }
    }

    private void RunTasks()
    {
        EnterWorkingDirectory();
        var configuration = provider.Get<ICakeConfiguration>();
        log.Verbosity = line.Verbosity
            ?? (VerbosityParser.TryParse(configuration.GetValue("Settings_Verbosity"), out var verbosity) ? verbosity : Verbosity.Normal);

        var (engine, context) = (provider.Get<ICakeEngine>(), provider.Get<IFrostingContext>());
        new TaskRegistration(engine, context, log).Register(provider.GetServices<IFrostingTask>());
        switch (line.Mode)
        {
            case RunMode.Description:
                TaskList.Write(console, engine.Tasks);
                break;
            case RunMode.Tree:
                RunTargets(new TreeScriptHost(engine, context, console));
                break;
            case RunMode.DryRun:
                RegisterLifetimes(engine, context);
                RunTargets(new DryRunScriptHost<IFrostingContext>(engine, context, log));
                break;
            default:
                InstallTools();
                RegisterLifetimes(engine, context);
                RunTargets(new BuildScriptHost<IFrostingContext>(
                    engine, provider.Get<IExecutionStrategy>(), context, provider.Get<ICakeReportPrinter>(), configuration, log));
                break;
        }
    }

    // The working directory belongs to the whole process, so it is touched only when somebody asks for it.
    private void EnterWorkingDirectory()
    {
        var environment = provider.Get<ICakeEnvironment>();
        if ((line.WorkingDirectory ?? provider.GetService<WorkingDirectory>()?.Path)?.MakeAbsolute(environment) is not { } path)
        {
            return;
        }

        environment.WorkingDirectory = provider.Get<IFileSystem>().Exist(path)
            ? path
            : throw new FrostingException($"The working directory '{path}' does not exist.");
    }

    private void InstallTools()
    {
        foreach (var tool in provider.GetServices<PackageReference>())
        {
            // It installs only as its answer is read.
            _ = provider.Get<IToolInstaller>().Install(tool).ToArray();
        }
    }

    private void RegisterLifetimes(ICakeEngine engine, IFrostingContext context)
    {
        if (provider.GetService<IFrostingSetup>() is { } setup)
        {
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        }

        if (provider.GetService<IFrostingTeardown>() is { } teardown)
        {
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        }

        if (provider.GetService<IFrostingTaskSetup>() is { } taskSetup)
        {
            engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        }

        if (provider.GetService<IFrostingTaskTeardown>() is { } taskTeardown)
        {
            engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));
        }
    }

    private void RunTargets(ScriptHost host)
    {
        if (line.Exclusive)
        {
            host.Settings.UseExclusiveTarget();
        }

        if (line.Targets.Count > 1)
        {
            host.RunTargets(line.Targets);
        }
        else
        {
            host.RunTarget(line.Targets is [var target] ? target : "Default");
        }
    }
}
