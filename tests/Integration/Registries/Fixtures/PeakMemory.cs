using System.Diagnostics;
using System.Globalization;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>How much memory a process had at most.</summary>
internal static class PeakMemory
{
    /// <summary>Looks at the kernel's high water mark of a process until it ends.</summary>
    /// <returns>The last mark seen, in MB.</returns>
    public static async Task<long> WatchAsync(Process process)
    {
        long kilobytes = 0;
        while (!process.HasExited)
        {
            kilobytes = Math.Max(kilobytes, Mark(process.Id));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return kilobytes >> 10;
    }

    private static long Mark(int id)
    {
        try
        {
            // One that has ended and was not waited for has no such line.
            return File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
