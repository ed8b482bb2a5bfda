using System.Runtime.Versioning;
using Mesh.Contracts;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Registries;

/// <summary>docker-registry keeps what the sandbox's registry keeps, over the network.</summary>
[UnsupportedOSPlatform("windows")]
internal static class RealRegistryUnderContract
{
    public static async Task<RegistryUnderContract> ConnectAsync() => new((await SharedRegistry.RequireAsync()).Host, null);
}

[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealRegistryBlobContractTests : RegistryBlobContract
{
    protected override Task<RegistryUnderContract> ConnectAsync() => RealRegistryUnderContract.ConnectAsync();
}

[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealRegistryManifestContractTests : RegistryManifestContract
{
    protected override Task<RegistryUnderContract> ConnectAsync() => RealRegistryUnderContract.ConnectAsync();
}
