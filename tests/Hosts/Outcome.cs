namespace Mesh.Tests.Hosts;

/// <summary>How a host ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string LastErrorLine => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";

    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}
