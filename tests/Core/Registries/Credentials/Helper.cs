using System.Collections.Concurrent;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Registries.Credentials;

/// <summary>Stands in for every credential helper: answers what a test says, and remembers what was run.</summary>
public sealed class Helper(Func<Command, (int ExitCode, string Output, string Error)> answer) : ICommandRunner
{
    public Helper(string output, int exitCode = 0, string error = "")
        : this(_ => (exitCode, output, error))
    {
    }

    public ConcurrentQueue<Command> Runs { get; } = [];

    /// <summary>When set, each run waits for it.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>A helper's answer as the protocol wants it.</summary>
    public static string Answer(string user, string secret) => $$"""{"ServerURL":"x","Username":"{{user}}","Secret":"{{secret}}"}""";

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
    {
        Runs.Enqueue(command);
        await Until.WaitAsync(cancellation);
        var (exitCode, output, error) = answer(command);
        return new CommandResult(command, exitCode, output, error);
    }
}
