using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mesh.Integration.Environment;

/// <summary>A server with a folder of its own, both of which are gone when this process is, in whatever way: <c>owned.sh</c> holds the other end of a pipe.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class OwnedServer : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process owned;

    private OwnedServer(Process owned) => this.owned = owned;

    /// <summary>True when the server ended although nobody asked it to.</summary>
    public bool HasEnded => owned.HasExited;

    /// <summary>The process that watches the server.</summary>
    public int Id => owned.Id;

    /// <summary>Starts a server; what it writes goes to <c>server.log</c> in its folder.</summary>
    public static OwnedServer Start(string folder, params string[] command)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash", [Scripts.PathOf("owned.sh"), folder, .. command]) { RedirectStandardInput = true, WorkingDirectory = folder };
        return new OwnedServer(Process.Start(start)!);
    }

    /// <summary>Kills the server; its folder stays.</summary>
    public async Task StopAsync()
    {
        if (Kill(owned.Id, Terminate) != 0)
        {
            throw new InvalidOperationException($"process {owned.Id} cannot be signalled");
        }

        await WaitAsync();
    }

    /// <summary>Kills the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        owned.StandardInput.Close();
        await WaitAsync();
    }

    private async Task WaitAsync()
    {
        await owned.WaitForExitAsync().WaitAsync(Patience);
        owned.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
