using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration;

/// <summary>Stops, after the last test, what the tests of this assembly shared.</summary>
[SetUpFixture]
[UnsupportedOSPlatform("windows")]
public sealed class SharedServers
{
    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await SharedRegistry.StopAsync();
        await SharedControlPlane.StopAsync();
    }
}
