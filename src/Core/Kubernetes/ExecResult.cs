namespace Mesh.Core.Kubernetes;

/// <summary>How a command in a container ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ExecResult(int ExitCode, string Output, string Error);
