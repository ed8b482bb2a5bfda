using System.Diagnostics;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration;

/// <summary>Nothing may be left behind, whatever happens to the process that asked for the servers.</summary>
public sealed class CleanUpTests
{
    [Test]
    public async Task Nothing_is_left_when_the_owner_is_killed()
    {
        await Require.Available(Installation.KubectlAsync());
        // It waits for input that never comes, and stands for a test run.
        using var owner = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var directory = Path.Combine(Path.GetTempPath(), "mesh-test-" + Path.GetRandomFileName());
        await Scripts.RunAsync(
            TimeSpan.FromMinutes(5), "control-plane.sh",
            "start", directory, "--owner", $"{owner.Id}", "--nodes", "1");
        var environment = KeyValueFile.Read(Path.Combine(directory, "env"));
        var processes = environment.Where(pair => pair.Key.StartsWith("MESH_TEST_PID_", StringComparison.Ordinal))
            .Select(pair => Process.GetProcessById(int.Parse(pair.Value)))
            .ToList();
        var data = (await File.ReadAllTextAsync(Path.Combine(directory, "etcd-data"))).Trim();

        owner.Kill();

        // etcd, API server, controller manager, scheduler, one node and the supervisor.
        Assert.That(processes, Has.Count.EqualTo(6));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var process in processes)
        {
            await process.WaitForExitAsync(patience.Token);
            process.Dispose();
        }

        // The supervisor, which is the last to go, has removed the folders before.
        Assert.That(Directory.Exists(directory), Is.False);
        Assert.That(Directory.Exists(data), Is.False);
    }

    [Test]
    public async Task Nothing_is_left_after_a_regular_stop()
    {
        var cluster = await Require.Available(ControlPlane.StartAsync(controllers: false));
        var environment = KeyValueFile.Read(Path.Combine(cluster.Directory, "env"));
        var server = Process.GetProcessById(int.Parse(environment["MESH_TEST_PID_APISERVER"]));

        await cluster.DisposeAsync();

        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(Directory.Exists(cluster.Directory), Is.False);
    }
}
