using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>Stands in for every process: answers what a test says, and remembers what was run.</summary>
public sealed class FakePlugin(Func<int, string> output) : ICommandRunner
{
    private int runs;

    public int Runs => runs;

    public int ExitCode { get; init; }

    public string Error { get; init; } = "";

    public Exception? Throws { get; init; }

    public Command? Last { get; private set; }

    /// <summary>A plugin's answer as the protocol wants it.</summary>
    public static string Token(string token, string? expires = null, string version = "v1") =>
        $$$"""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/{{{version}}}","status":{"token":"{{{token}}}"{{{(expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"")}}} } }""";

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
    {
        var run = Interlocked.Increment(ref runs);
        Last = command;
        await Task.Yield();
        return Throws is null ? new CommandResult(command, ExitCode, output(run), Error) : throw Throws;
    }
}
