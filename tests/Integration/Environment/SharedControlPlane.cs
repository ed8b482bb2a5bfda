namespace Mesh.Integration.Environment;

/// <summary>The one control plane that all tests of the assembly use, each in a namespace of its own. Tests that
/// kill the API server start one for themselves.</summary>
public static class SharedControlPlane
{
    private static readonly Lazy<Task<ControlPlane>> Instance = new(() => ControlPlane.StartAsync("2"));

    /// <summary>Starts it when the first test asks; the test is reported as skipped when it cannot be had.</summary>
    public static Task<ControlPlane> RequireAsync() => Require.Available(Instance.Value);

    internal static async Task StopAsync()
    {
        if (!Instance.IsValueCreated)
            return;
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
