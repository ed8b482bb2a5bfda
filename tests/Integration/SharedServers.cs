using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration;

/// <summary>Stops, after the last test, what the tests of this assembly shared.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    [OneTimeTearDown]
    public Task StopAsync() => SharedControlPlane.StopAsync();
}
