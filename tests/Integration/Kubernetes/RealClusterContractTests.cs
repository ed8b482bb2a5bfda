using Mesh.Contracts;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Kubernetes;

/// <summary>A real API server keeps what the sandbox keeps; through the real client, so that the client keeps it too.</summary>
internal static class RealServerUnderContract
{
    public static async Task<ICluster> ConnectAsync()
    {
        var server = await SharedControlPlane.RequireAsync();
        var journal = new RunJournal(TimeProvider.System, new Secrets());
        return new ClusterConnector(new NoPlugins(), journal, TimeProvider.System).Connect("mesh-test", server.AdminKubeconfig);
    }

    // The test cluster's kubeconfig holds certificates: nothing is run to get a credential.
    private sealed class NoPlugins : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) => throw new InvalidOperationException($"{command.Executable} is not to be run here");
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealObjectContractTests : ObjectContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealPatchContractTests : PatchContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealWatchContractTests : WatchContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealRolloutContractTests : RolloutContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealDiscoveryContractTests : DiscoveryContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealEndpointContractTests : EndpointContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealIdentityContractTests : IdentityContract
{
    protected override Task<ICluster> ConnectAsync() => RealServerUnderContract.ConnectAsync();
}
