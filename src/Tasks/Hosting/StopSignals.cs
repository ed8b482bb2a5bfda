using System.Runtime.InteropServices;
using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>SIGINT (also Ctrl+C) and SIGTERM: the run is told to stop, ends its child processes, undoes what it has to, and is ended here when that takes too long.</summary>
internal sealed class StopSignals : IDisposable
{
    // CI servers kill a job some seconds after the first signal; what is not undone by then never is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    private readonly Action<int, string> stop;
    private readonly PosixSignalRegistration[] registrations;
    private Timer? deadline;

    private StopSignals(Action<int, string> stop)
    {
        this.stop = stop;
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, On), PosixSignalRegistration.Create(PosixSignal.SIGTERM, On)];
    }

    public static StopSignals Watch(Action<int, string> stop) => new(stop);

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        deadline?.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        var (code, name) = context.Signal == PosixSignal.SIGINT ? (ExitCode.Interrupted, "SIGINT") : (ExitCode.Terminated, "SIGTERM");
        deadline ??= new Timer(_ =>
        {
            Console.Error.WriteLine(new Failure(code, $"stopped by {name}", "The run did not end by itself in time; look whether something was left half done").LastLine);
            Environment.Exit(code);
        }, null, Patience, Timeout.InfiniteTimeSpan);
        stop(code, name);
    }
}
