namespace Mesh.Integration.Environment;

/// <summary>The control planes that all tests of the assembly use, each in a namespace of its own. Tests that kill the API server start one for themselves.</summary>
public static class SharedControlPlane
{
    private static readonly Lazy<Task<ControlPlane>> Instance = new(() => ControlPlane.StartAsync("2"));
    private static readonly Lazy<Task<ControlPlane>> ArmInstance = new(() => ControlPlane.StartAsync("2:arm64"));

    /// <summary>One with two nodes of amd64. Starts it when the first test asks; the test is reported as skipped when it cannot be had.</summary>
    public static Task<ControlPlane> RequireAsync() => Require.Available(Instance.Value);

    /// <summary>One with two nodes of arm64.</summary>
    public static Task<ControlPlane> RequireArmAsync() => Require.Available(ArmInstance.Value);

    internal static Task StopAsync() => Task.WhenAll(StopAsync(Instance), StopAsync(ArmInstance));

    private static async Task StopAsync(Lazy<Task<ControlPlane>> shared)
    {
        if (!shared.IsValueCreated)
        {
            return;
        }

        try
        {
            await (await shared.Value).DisposeAsync();
        }
        catch (UnavailableException)
        {
            // Nothing was started; each test that asked for it has said so.
        }
    }
}
