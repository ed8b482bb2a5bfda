using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Sources;

internal static class Refusal
{
    /// <summary>The error some work ends with; the test fails when it ends well.</summary>
    public static async Task<MeshException> OfAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (MeshException exception)
        {
            return exception;
        }

        throw new AssertionException("The work ended well, and an error was expected");
    }
}
