using NUnit.Framework;

namespace Mesh.Integration.Environment;

/// <summary>The one place where a missing server turns a test into a skipped one.</summary>
public static class Require
{
    /// <summary>Awaits what a test needs, and reports the test as skipped, by its name and with the reason, when
    /// that cannot be had here. Every other failure stays a failure.</summary>
    public static async Task<T> Available<T>(Task<T> needed)
    {
        try
        {
            return await needed;
        }
        catch (UnavailableException unavailable)
        {
            Assert.Ignore(unavailable.Message);
            throw;
        }
    }

    /// <inheritdoc cref="Available{T}(Task{T})"/>
    public static Task Available(Task needed) => Available(WaitAsync(needed));

    private static async Task<bool> WaitAsync(Task needed)
    {
        await needed;
        return true;
    }
}
