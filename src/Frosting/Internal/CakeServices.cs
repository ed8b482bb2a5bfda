using System.Reflection;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.IO.NuGet;
using Cake.Core.Packaging;
using Cake.Core.Tooling;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>The services of a run as they are before the build adds its own. Factories, because a constructor found by reflection costs start-up time.</summary>
internal static class CakeServices
{
    public static IServiceCollection AddCake(this IServiceCollection services, CommandLine line) => services
        .AddSingleton<ICakeArguments>(_ => new CakeArguments(line.Arguments))
        .AddSingleton(Configuration)
        .AddSurroundings()
        .AddTools()
        .AddEngine()
        .AddSingleton<IFrostingContext>(provider => new FrostingContext(provider.Get<ICakeContext>()));

    public static void AddTasksOf(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            if (type is { IsClass: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(type))
            {
                services.AddSingleton(typeof(IFrostingTask), type);
            }
        }
    }

    public static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();

    private static IServiceCollection AddSurroundings(this IServiceCollection services) => services
        .AddSingleton<ICakePlatform>(_ => new CakePlatform())
        .AddSingleton<ICakeRuntime>(_ => new CakeRuntime())
        .AddSingleton<ICakeEnvironment>(provider => new CakeEnvironment(provider.Get<ICakePlatform>(), provider.Get<ICakeRuntime>()))
        .AddSingleton<IConsole>(provider => new CakeConsole(provider.Get<ICakeEnvironment>()))
        .AddSingleton<ICakeLog>(provider => new CakeBuildLog(provider.Get<IConsole>(), Verbosity.Normal))
        .AddSingleton<IFileSystem>(_ => new FileSystem())
        .AddSingleton<IGlobber>(provider => new Globber(provider.Get<IFileSystem>(), provider.Get<ICakeEnvironment>()))
        .AddSingleton<IRegistry>(_ => new WindowsRegistry())
        .AddSingleton<IProcessRunner>(provider => new ProcessRunner(
            provider.Get<IFileSystem>(),
            provider.Get<ICakeEnvironment>(),
            provider.Get<ICakeLog>(),
            provider.Get<IToolLocator>(),
            provider.Get<ICakeConfiguration>()));

    private static IServiceCollection AddTools(this IServiceCollection services) => services
        .AddSingleton<IToolRepository>(provider => new ToolRepository(provider.Get<ICakeEnvironment>()))
        .AddSingleton<IToolResolutionStrategy>(provider => new ToolResolutionStrategy(
            provider.Get<IFileSystem>(),
            provider.Get<ICakeEnvironment>(),
            provider.Get<IGlobber>(),
            provider.Get<ICakeConfiguration>(),
            provider.Get<ICakeLog>()))
        .AddSingleton<IToolLocator>(provider => new ToolLocator(
            provider.Get<ICakeEnvironment>(), provider.Get<IToolRepository>(), provider.Get<IToolResolutionStrategy>()))
        .AddSingleton<IToolInstaller>(provider => new ToolInstaller(
            provider.Get<ICakeEnvironment>(),
            provider.Get<IToolLocator>(),
            provider.Get<ICakeConfiguration>(),
            provider.Get<ICakeLog>(),
            provider.GetServices<IPackageInstaller>()))
        .AddSingleton<INuGetToolResolver>(provider => new NuGetToolResolver(
            provider.Get<IFileSystem>(), provider.Get<ICakeEnvironment>(), provider.Get<IToolLocator>()));

    private static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddSingleton<ICakeDataService>(_ => new CakeDataService())
        .AddSingleton<ICakeDataResolver>(provider => provider.Get<ICakeDataService>())
        .AddSingleton<ICakeEngine>(provider => new CakeEngine(provider.Get<ICakeDataService>(), provider.Get<ICakeLog>()))
        .AddSingleton<IExecutionStrategy>(provider => new DefaultExecutionStrategy(provider.Get<ICakeLog>(), provider.Get<ICakeReportPrinter>()))
        .AddSingleton<ICakeReportPrinter>(provider => new CakeReportPrinter(provider.Get<IConsole>(), provider.Get<ICakeContext>()))
        .AddSingleton<ICakeContext>(provider => new CakeContext(
            provider.Get<IFileSystem>(),
            provider.Get<ICakeEnvironment>(),
            provider.Get<IGlobber>(),
            provider.Get<ICakeLog>(),
            provider.Get<ICakeArguments>(),
            provider.Get<IProcessRunner>(),
            provider.Get<IRegistry>(),
            provider.Get<IToolLocator>(),
            provider.Get<ICakeDataService>(),
            provider.Get<ICakeConfiguration>(),
            provider.Get<IToolInstaller>(),
            provider));

    private static ICakeConfiguration Configuration(IServiceProvider provider)
    {
        var environment = provider.Get<ICakeEnvironment>();
        var settings = provider.GetServices<CakeSetting>().Select(setting => KeyValuePair.Create(setting.Key, setting.Value));
        var arguments = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in provider.Get<ICakeArguments>().GetArguments())
        {
            if (values.LastOrDefault() is { } value)
            {
                arguments[name] = value;
            }
        }

        return new CakeConfigurationProvider(provider.Get<IFileSystem>(), environment)
            .CreateConfiguration(environment.WorkingDirectory, settings, arguments);
    }
}
