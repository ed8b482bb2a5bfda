using System.Runtime.Versioning;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>ECR as a whole: its API, and a registry with login that takes pushes only into repositories the API knows.</summary>
/// <param name="Registry">The registry behind the door.</param>
/// <param name="Door">What <see cref="EcrApiDouble.RegistryHost"/> is at.</param>
/// <param name="Api">The API.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record Ecr(RegistryServer Registry, FaultyProxy Door, EcrApiDouble Api) : IAsyncDisposable
{
    /// <summary>Starts it; the test is reported as skipped when it cannot be had.</summary>
    public static async Task<Ecr> RequireAsync()
    {
        var registry = await Require.Available(RegistryServer.StartAsync(RegistryVariant.WithLogin));
        var api = await EcrApiDouble.StartAsync(registry.Password);
        var door = await FaultyProxy.StartAsync(registry.CreateClient());
        door.Rule = seen => seen.IsUpload && !api.Repositories.Any(name => seen.Path.StartsWith($"/v2/{name}/blobs/", StringComparison.Ordinal))
            ? Fault.Answer(404, """{"errors":[{"code":"NAME_UNKNOWN","message":"The repository does not exist in the registry with id '123456789012'"}]}""", ("Content-Type", "application/json"))
            : null;
        return new Ecr(registry, door, api);
    }

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Api.DisposeAsync();
        await Registry.DisposeAsync();
    }
}
