using Mesh.Core.Findings;

namespace Mesh.Core.Processes;

/// <summary>The only door through which a process is started.</summary>
public interface ICommandRunner
{
    /// <summary>Runs a tool to its end. Its output lines reach the journal as they come; the call is recorded there.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">Ends the tool's whole process tree: asked first, killed after two seconds.</param>
    /// <returns>How it ended, whatever its exit code.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when the executable is not there; <see cref="ExitCode.TimeLimit"/> when <see cref="Command.Timeout"/> passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the process tree is gone by then.</exception>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellation);
}
