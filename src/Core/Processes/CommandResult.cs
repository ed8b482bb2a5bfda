using Mesh.Core.Findings;

namespace Mesh.Core.Processes;

/// <summary>How a tool ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code; 128 + N where signal N ended it.</param>
/// <param name="Output">Its standard output, whole.</param>
/// <param name="Error">Its standard error, whole.</param>
public sealed record CommandResult(Command Command, int ExitCode, string Output, string Error)
{
    private const int HighestSignal = 64;

    /// <summary>This result if the tool ended with 0.</summary>
    /// <exception cref="MeshException">The tool's own code when it is between 1 and 63, else <see cref="Findings.ExitCode.Internal"/>; the reason quotes its last error line.</exception>
    public CommandResult EnsureSuccess()
    {
        if (ExitCode == 0)
        {
            return this;
        }

        var passed = ExitCode is > 0 and <= Findings.ExitCode.LastToolCode;
        var said = (Error.Length > 0 ? Error : Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        throw new MeshException(
            passed ? ExitCode : Findings.ExitCode.Internal,
            $"{Command.Name}{(Command.Arguments is [var verb, ..] ? $" {verb}" : "")} ended with {ExitCode}{(ExitCode is > 128 and <= 128 + HighestSignal ? $" (signal {ExitCode - 128})" : "")}{(said is null ? " and printed nothing" : $": {said}")}",
            passed ? $"Read the output of {Command.Name} above" : $"A code above {Findings.ExitCode.LastToolCode} is not passed through, since it would read as one of this program's own; read the output of {Command.Name} above");
    }
}
