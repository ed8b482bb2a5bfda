using System.Runtime.Versioning;

namespace Mesh.Integration.Environment;

/// <summary>The one open registry that tests of the assembly use, each with repositories of its own. Tests that stop it, or want another kind, start one for themselves.</summary>
[UnsupportedOSPlatform("windows")]
public static class SharedRegistry
{
    private static readonly Lazy<Task<RegistryServer>> Instance = new(() => RegistryServer.StartAsync());

    /// <summary>Starts it when the first test asks; the test is reported as skipped when it cannot be had.</summary>
    public static Task<RegistryServer> RequireAsync() => Require.Available(Instance.Value);

    internal static async Task StopAsync()
    {
        if (!Instance.IsValueCreated)
        {
            return;
        }

        try
        {
            await (await Instance.Value).DisposeAsync();
        }
        catch (UnavailableException)
        {
            // Nothing was started; each test that asked for it has said so.
        }
    }
}
