namespace Mesh.Sandbox.Scenarios;

/// <summary>What a command in a container prints.</summary>
public sealed record ScenarioCommand
{
    /// <summary>The pods, as <c>NAMESPACE/NAME</c>, in which <c>*</c> stands for anything.</summary>
    public required string Pod { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>The program and its arguments with one space between them.</summary>
    public required string Command { get; init; }

    /// <summary>Its standard output.</summary>
    public string Output { get; init; } = "";

    /// <summary>Its standard error.</summary>
    public string Error { get; init; } = "";

    /// <summary>What it ends with. Default 0.</summary>
    public int ExitCode { get; init; }
}
