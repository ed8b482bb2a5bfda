using System.ComponentModel;
using System.Diagnostics;

namespace Mesh.Integration.Environment;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    /// <param name="program">A path, or a name to look up in PATH.</param>
    /// <param name="arguments">Passed as they are, without a shell in between.</param>
    /// <param name="environment">Variables to set, or with null to take away.</param>
    /// <param name="input">What it reads from its standard input; by default nothing.</param>
    /// <param name="onError">Told each line of the standard error at once.</param>
    /// <param name="timeout">After it the program is killed; by default two minutes.</param>
    /// <exception cref="UnavailableException">The program is not there.</exception>
    /// <exception cref="TimeoutException">It took longer than <paramref name="timeout"/>.</exception>
    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string input = "",
        Action<string>? onError = null,
        TimeSpan? timeout = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        using var process = StartProcess(start);
        using var deadline = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = ReadLinesAsync(process.StandardError, onError, deadline.Token);
            await WriteAsync(process.StandardInput, input);
            await process.WaitForExitAsync(deadline.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {timeout ?? TimeSpan.FromMinutes(2)}");
        }
    }

    private static Process StartProcess(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new UnavailableException($"{start.FileName} cannot be started: {missing.Message}");
        }
    }

    private static async Task WriteAsync(StreamWriter standardInput, string input)
    {
        try
        {
            await standardInput.WriteAsync(input);
            standardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code tells more than the broken pipe.
        }
    }

    private static async Task<string> ReadLinesAsync(
        StreamReader reader, Action<string>? onLine, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            lines.Add(line);
            onLine?.Invoke(line);
        }

        return string.Join('\n', lines);
    }
}
