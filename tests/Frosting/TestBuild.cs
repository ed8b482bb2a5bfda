using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

/// <summary>A build in this process: its tasks write what they do into <see cref="Steps"/>.</summary>
internal sealed class TestBuild
{
    private readonly StringConsole console = new();

    public TestBuild() => Host = CakeHost.Create().ConfigureServices(services => services.AddSingleton<IConsole>(console).AddSingleton(Steps));

    public CakeHost Host { get; }

    public List<string> Steps { get; } = [];

    public string Output => console.Output;

    public string Errors => console.Errors;

    public TestBuild With<TTask>()
        where TTask : class, IFrostingTask => Configured(host => host.ConfigureServices(services => services.AddSingleton<IFrostingTask, TTask>()));

    public TestBuild Configured(Action<CakeHost> configure)
    {
        configure(Host);
        return this;
    }

    public int Run(params string[] args) => Host.Run(args);
}
