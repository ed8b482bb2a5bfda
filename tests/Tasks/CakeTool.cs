using System.Runtime.Versioning;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>Restores Cake.Tool as a user does, and runs it once alone: Cake compiles build.cake into its script cache then, and two that do so at the same time get in each other's way.</summary>
[SetUpFixture]
[UnsupportedOSPlatform("windows")]
public sealed class CakeTool
{
    [OneTimeSetUp]
    public async Task RestoreAsync()
    {
        using var bench = new Bench();
        using var restore = bench.Start("dotnet", "tool", "restore");
        var restored = await Bench.FinishAsync(restore);
        Assert.That(restored.ExitCode, Is.Zero, restored.ToString());

        var first = await bench.RunAsync(Host.Cake, "--target=Default");
        Assert.That(first.ExitCode, Is.Zero, first.ToString());
    }
}
