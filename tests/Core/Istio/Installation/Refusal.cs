using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Istio.Installation;

/// <summary>How something is refused, to look at reason and remedy apart.</summary>
internal static class Refusal
{
    public static MeshException With(int exitCode, Action act)
    {
        var error = Assert.Throws<MeshException>(() => act())!;
        Assert.That(error.ExitCode, Is.EqualTo(exitCode), error.Message);
        return error;
    }
}
