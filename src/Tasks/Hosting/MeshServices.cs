using Mesh.Core.Certificates;
using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Tctl;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Images;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Gateways;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Istio.LoadBalancers;
using Mesh.Core.Istio.LoadBalancers.Addresses;
using Mesh.Core.Istio.ProxyStatus;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Registries;
using Mesh.Core.Sources;
using Mesh.Core.Sources.Lint;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;
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
        .AddSingleton<ScriptLint>()
        .AddSingleton<ContextValidation>()
        .AddSingleton<CompatibilityCheck>()
        .AddSingleton<ImageCheck>()
        .AddSingleton<ReleaseUpgrade>()
        .AddSingleton<WorkloadRestart>()
        .AddSingleton<INeededImages, NeededImages>()
        .AddSingleton<ImageMirroring>()
        .AddSingleton<CaCreation>()
        .AddSingleton<CaVerification>()
        .AddSingleton<LiveVerification>()
        .AddSingleton<RootComparison>()
        .AddSingleton<CaApplication>()
        .AddSingleton<MeshVerification>()
        .AddSingleton<ProxyCheck>()
        .AddSingleton<InjectionCheck>()
        .AddSingleton<LoadBalancerAdoption>()
        .AddSingleton<AddressPoolApplication>()
        .AddSingleton<IstioInstallation>()
        .AddSingleton<UpgradeServices>()
        .AddSingleton<IstioUpgrade>()
        .AddSingleton<IstioRollback>()
        .AddSingleton<MeshBackup>()
        .AddSingleton<MeshRestore>()
        .AddSingleton<MeshRemoval>()
        .AddSingleton<MeshLint>()
        .AddSingleton<MeshDiagnosis>()
        .AddSingleton(_ => new TctlCheck(run.Commands, run.Journal) { Surroundings = run.Parameters.Sandbox is null ? new() : TctlSurroundings.None })
        .AddSingleton<GatewayInstallation>();

    // Reads the signatures, the user's own among them, when there is a failure to explain.
    internal static IExplains ExplainerOf(MeshRun run) =>
        new FailureExplainer(() => SignatureBooks.Load(run.Parameters.Options.Diagnosis.Signatures, run.Parameters.WorkingDirectory), run.Time);

    internal static Toolbox ToolsOf(MeshRun run) => run.Parameters.Sandbox is { } scenario
        ? InMemory(run, scenario)
        : new Toolbox(
            new Lazy<IClusterConnector>(() => new ClusterConnector(run.Commands, run.Journal, run.Time)),
            new Lazy<IHelm>(() => new HelmCommand(run.Commands, run.Journal)),
            registries => new RegistryClient(registries, run.Parameters.WorkingDirectory, run.Commands, run.Journal, run.Time));

    // A method of its own, so that a run without a sandbox does not load its assembly.
    private static Toolbox InMemory(MeshRun run, string scenario)
    {
        var clusters = new Lazy<SandboxClusterConnector>(() => new SandboxClusterConnector(Scenario.Load(scenario), run.Time, run.Journal));
        return new Toolbox(new Lazy<IClusterConnector>(() => clusters.Value), new Lazy<IHelm>(() => new SandboxHelm(clusters.Value)),
            registries => new RegistryClient(registries, run.Parameters.WorkingDirectory, run.Commands, run.Journal, run.Time)
            {
                // A sandbox takes no credentials from the machine it runs on, but for what mesh.yaml names itself.
                Surroundings = new RegistrySurroundings
                {
                    Variable = name => registries.Any(registry => registry.PasswordFromEnv == name) ? Environment.GetEnvironmentVariable(name) : null,
                    Home = "",
                    Aws = false,
                },
                Handlers = host => clusters.Value.Registries.HandlerFor(host),
            });
    }
}
