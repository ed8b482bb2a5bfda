namespace Mesh.Integration.Environment;

/// <summary>A command that somebody runs in a container.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Command">The program and its arguments with one space between them.</param>
public sealed record ExecQuestion(string Namespace, string Pod, string Container, string Command);
