using System.ComponentModel;
// This file is the only one that touches System.Diagnostics.Process: whoever wants a process goes through ICommandRunner, which times, bounds, records and ends it.
#pragma warning disable RS0030
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Processes;

/// <summary>A process that was started, with its three streams and the means to end it together with all that came of it.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The variable by which the descendants of a command are found again, also those that have left its process tree. It grows to the right where one run starts another.</summary>
    private const string CookieVariable = "CAKE_FROSTING_MESH_RUN";

    // ETXTBSY of Linux.
    private const int TextFileBusy = 26;
    private const int MostAttempts = 100;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process process;
    private readonly ProcessTree? tree;

    private ChildProcess(Process process, string cookie, TimeProvider time)
    {
        this.process = process;
        tree = OperatingSystem.IsLinux() ? new ProcessTree(ProcessId.Of(process.Id), cookie, time) : null;
    }

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>128 + N where signal N ended it.</summary>
    public int ExitCode => process.ExitCode;

    public static ChildProcess Start(string executable, Command command, TimeProvider time)
    {
        var start = new ProcessStartInfo(executable, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory ?? "",
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach (var (name, value) in command.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var cookie = RandomNumberGenerator.GetHexString(32, lowercase: true);
        start.Environment[CookieVariable] = start.Environment.TryGetValue(CookieVariable, out var outer) && outer is { Length: > 0 } ? $"{outer},{cookie}" : cookie;

        if (!Directory.Exists(command.WorkingDirectory ?? "."))
        {
            throw new MeshException(Findings.ExitCode.NoInput, $"The working directory {command.WorkingDirectory} for {command.Name} is not there", "Check the path");
        }

        var process = new Process { StartInfo = start };
        try
        {
            Start(process);
            return new ChildProcess(process, cookie, time);
        }
        catch (Win32Exception exception)
        {
            process.Dispose();
            throw new MeshException(Findings.ExitCode.NoInput, $"{executable} cannot be started: {exception.Message}",
                "Check that it is built for this machine and, if it is a script, that the interpreter in its first line exists and the line ends without a carriage return", exception);
        }
    }

    // A program that was written a moment ago is busy while any process that was born meanwhile still holds the writer's descriptor, up to its own exec: a matter of milliseconds.
    private static void Start(Process process)
    {
        var wait = new SpinWait();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                process.Start();
                return;
            }
            catch (Win32Exception exception) when (exception.NativeErrorCode == TextFileBusy && attempt < MostAttempts && OperatingSystem.IsLinux())
            {
                wait.SpinOnce();
            }
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends it and all its descendants: asked first where the system knows asking, killed after <paramref name="grace"/>. Returns once they are gone.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        if (OperatingSystem.IsLinux() && tree is not null)
        {
            await tree.EndAsync(grace);
        }

        // On Linux a safety net for a /proc that is not mounted; elsewhere the way itself.
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        // Process leaves open the streams it has handed out.
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
        process.Dispose();
    }
}
