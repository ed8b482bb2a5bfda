namespace Mesh.Integration.Environment;

/// <summary>How a command in a container ends.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="ExitCode">Its exit code.</param>
public sealed record ExecAnswer(string Output = "", string Error = "", int ExitCode = 0);
