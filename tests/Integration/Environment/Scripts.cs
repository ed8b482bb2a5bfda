using NUnit.Framework;

namespace Mesh.Integration.Environment;

/// <summary>The shell scripts that build and start the servers.</summary>
internal static class Scripts
{
    // What the scripts end with when something cannot be had on this machine.
    private const int Unavailable = 3;

    private static readonly string Folder = Find();

    /// <exception cref="UnavailableException">The script says that this machine cannot have it.</exception>
    /// <exception cref="InvalidOperationException">The script failed for another reason.</exception>
    public static async Task<string> RunAsync(TimeSpan timeout, string script, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
            throw new UnavailableException("the servers of these tests run on Linux only");

        var result = await Command.RunAsync(
            "bash",
            [PathOf(script), .. arguments],
            // A first build takes minutes; who waits for it wants to see that it goes on.
            onError: TestContext.Progress.WriteLine,
            timeout: timeout);
        if (result.ExitCode == Unavailable)
            throw new UnavailableException(Reason(result.Output));
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{script} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    /// <summary>Where a script lies.</summary>
    public static string PathOf(string script) => Path.Combine(Folder, script);

    private static string Reason(string output)
    {
        const string marker = "unavailable: ";
        var last = output.TrimEnd().Split('\n')[^1];
        return last.StartsWith(marker, StringComparison.Ordinal) ? last[marker.Length..] : last;
    }

    // The tests run from a folder below the project's, wherever the clone lies.
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { "servers", Path.Combine("tests", "Integration", "servers") })
            {
                var path = Path.Combine(folder.FullName, candidate);
                if (File.Exists(Path.Combine(path, "control-plane.sh")))
                    return path;
            }
        }

        throw new DirectoryNotFoundException("tests/Integration/servers is not above " + AppContext.BaseDirectory);
    }
}
