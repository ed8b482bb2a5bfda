using Cake.Core.Composition;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>What the services of a run are told: the same as <see cref="CakeHostExtensions"/>, for a startup.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Registers the context of the run. The last registration wins.</summary>
    /// <typeparam name="TContext">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseContext<TContext>(this IServiceCollection services)
        where TContext : class, IFrostingContext =>
        services.AddSingleton<IFrostingContext, TContext>();

    /// <summary>Registers what runs before the first and after the last task. The last registration wins.</summary>
    /// <typeparam name="TLifetime">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingLifetime =>
        services
            .AddSingleton<TLifetime>()
            .AddSingleton<IFrostingSetup>(provider => provider.GetRequiredService<TLifetime>())
            .AddSingleton<IFrostingTeardown>(provider => provider.GetRequiredService<TLifetime>());

    /// <summary>Registers what runs before the first task. The last registration wins.</summary>
    /// <typeparam name="TSetup">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingSetup =>
        services.AddSingleton<IFrostingSetup, TSetup>();

    /// <summary>Registers what runs after the last task. The last registration wins.</summary>
    /// <typeparam name="TTeardown">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTeardown =>
        services.AddSingleton<IFrostingTeardown, TTeardown>();

    /// <summary>Registers what runs before and after each task. The last registration wins.</summary>
    /// <typeparam name="TLifetime">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTaskLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingTaskLifetime =>
        services
            .AddSingleton<TLifetime>()
            .AddSingleton<IFrostingTaskSetup>(provider => provider.GetRequiredService<TLifetime>())
            .AddSingleton<IFrostingTaskTeardown>(provider => provider.GetRequiredService<TLifetime>());

    /// <summary>Registers what runs before each task. The last registration wins.</summary>
    /// <typeparam name="TSetup">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTaskSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingTaskSetup =>
        services.AddSingleton<IFrostingTaskSetup, TSetup>();

    /// <summary>Registers what runs after each task. The last registration wins.</summary>
    /// <typeparam name="TTeardown">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTaskTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTaskTeardown =>
        services.AddSingleton<IFrostingTaskTeardown, TTeardown>();

    /// <summary>Registers the services of a Cake module.</summary>
    /// <typeparam name="TModule">The module.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseModule<TModule>(this IServiceCollection services)
        where TModule : class, ICakeModule, new() =>
        Cake.Cli.ServiceCollectionExtensions.UseModule(services, new TModule());

    /// <summary>Registers an installer of tools.</summary>
    /// <typeparam name="TPackageInstaller">The type; it gets its own services by constructor.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UsePackageInstaller<TPackageInstaller>(this IServiceCollection services)
        where TPackageInstaller : class, IPackageInstaller =>
        services.AddSingleton<IPackageInstaller, TPackageInstaller>();

    /// <summary>Installs a tool before the run. An installer for the scheme of its address must be registered.</summary>
    /// <param name="services">The services.</param>
    /// <param name="uri">The address of the tool, such as <c>dotnet:?package=x&amp;version=1.0.0</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTool(this IServiceCollection services, Uri uri) =>
        services.AddSingleton(new PackageReference(uri));

    /// <summary>Sets the working directory of the process for the run, unless <c>--working</c> does.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The directory, relative to the current one unless absolute.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseWorkingDirectory(this IServiceCollection services, DirectoryPath path) =>
        services.AddSingleton(new WorkingDirectory(path));

    /// <summary>Sets a Cake setting. Environment, cake.config and command line go before it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key, such as <c>Settings_NoReport</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseCakeSetting(this IServiceCollection services, string key, string value) =>
        services.AddSingleton(new CakeSetting(key, value));

    /// <summary>Sets the directory that tools are installed to.</summary>
    /// <param name="services">The services.</param>
    /// <param name="toolPath">The directory.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseToolPath(this IServiceCollection services, DirectoryPath toolPath) =>
        services.UseCakeSetting("Paths_Tools", toolPath.FullPath);
}
