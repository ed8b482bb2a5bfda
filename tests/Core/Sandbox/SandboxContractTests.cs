using Mesh.Contracts;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>The sandbox keeps what a real API server keeps.</summary>
internal static class SandboxUnderContract
{
    public static Task<ICluster> ConnectAsync() => Task.FromResult<ICluster>(new InMemoryCluster(new Scenario { Timings = ScenarioTimings.Immediate }, TimeProvider.System));
}

public sealed class SandboxObjectContractTests : ObjectContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxPatchContractTests : PatchContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxWatchContractTests : WatchContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxRolloutContractTests : RolloutContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxDiscoveryContractTests : DiscoveryContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxEndpointContractTests : EndpointContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}

public sealed class SandboxIdentityContractTests : IdentityContract
{
    protected override Task<ICluster> ConnectAsync() => SandboxUnderContract.ConnectAsync();
}
