using Mesh.Contracts;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>The sandbox's registry keeps what docker-registry keeps.</summary>
internal static class RegistryInMemory
{
    public static Task<RegistryUnderContract> ConnectAsync() => Task.FromResult(new RegistryUnderContract("localhost:5000", new SandboxRegistries(new Scenario { Images = [] }).HandlerFor));
}

public sealed class SandboxRegistryBlobContractTests : RegistryBlobContract
{
    protected override Task<RegistryUnderContract> ConnectAsync() => RegistryInMemory.ConnectAsync();
}

public sealed class SandboxRegistryManifestContractTests : RegistryManifestContract
{
    protected override Task<RegistryUnderContract> ConnectAsync() => RegistryInMemory.ConnectAsync();
}

public sealed class SandboxRegistryClientContractTests : RegistryClientContract
{
    protected override Task<RegistryUnderContract> ConnectAsync() => RegistryInMemory.ConnectAsync();
}
