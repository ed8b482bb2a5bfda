using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mesh.Tests.Hosts;

/// <summary>The processes of this machine, by id.</summary>
internal static partial class ProcessTable
{
    public static void Signal(int id, int signal) => Assert.That(Kill(id, signal), Is.Zero, $"signal {signal} to {id}");

    /// <summary>Makes a named pipe.</summary>
    public static string MakePipe(string path)
    {
        Assert.That(MakeFifo(path, Convert.ToUInt32("600", 8)), Is.Zero, path);
        return path;
    }

    public static bool Lives(int id)
    {
        // A zombie has ended; only its parent has not yet asked how.
        var status = $"/proc/{id}/stat";
        return File.Exists(status) && File.ReadAllText(status).Split(") ")[^1][0] != 'Z';
    }

    /// <summary>A process and those below it whose command line holds a text.</summary>
    public static IReadOnlyList<int> TreeOf(int id, string commandLine)
    {
        var found = new List<int> { id };
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                var file = $"/proc/{process.Id}/cmdline";
                if (ParentOf(process.Id) == id && File.ReadAllText(file).Contains(commandLine, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add(process.Id);
                }
            }
        }

        return found;
    }

    private static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
