using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Mesh.Core.Processes;

/// <summary>A process on Linux: its number and when it began, since numbers are given out again.</summary>
/// <param name="Number">The process id.</param>
/// <param name="Started">Clock ticks between the boot and its start.</param>
[SupportedOSPlatform("linux")]
internal readonly partial record struct ProcessId(int Number, ulong Started)
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>All processes that run, with their parents. Dead ones that nobody has waited for do not count.</summary>
    public static IEnumerable<(ProcessId Id, int Parent)> Running()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Read(number) is { } process)
            {
                yield return process;
            }
        }
    }

    /// <summary>The process that has this number now, or null.</summary>
    public static ProcessId? Of(int number) => Read(number)?.Id;

    /// <summary>Whether this very process still runs.</summary>
    public bool IsRunning => Of(Number) == this;

    /// <summary>Whether it was started with a variable whose value holds <paramref name="text"/>. False where that may not be read.</summary>
    public bool EnvironmentHolds(string text) =>
        Bytes($"/proc/{Number}/environ") is { } environment && environment.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    /// <summary>Sends it a signal, unless its number has meanwhile gone to another process.</summary>
    public void Send(int signal)
    {
        if (IsRunning)
        {
            _ = SendSignal(Number, signal);
        }
    }

    // "pid (name) state ppid …": the name may hold blanks and brackets, so reading begins behind the last bracket.
    private static (ProcessId Id, int Parent)? Read(int number)
    {
        if (Bytes($"/proc/{number}/stat") is not { } bytes)
        {
            return null;
        }

        var stat = Encoding.Latin1.GetString(bytes);
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [not ("Z" or "X"), var parent, ..] && fields.Length > 19
            ? (new ProcessId(number, ulong.Parse(fields[19], CultureInfo.InvariantCulture)), int.Parse(parent, CultureInfo.InvariantCulture))
            : null;
    }

    private static byte[]? Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended between two looks, or belongs to somebody else.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
