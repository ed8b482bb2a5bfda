namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>The last lines of a container's log.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Previous">True for the container's run before the present one.</param>
/// <param name="Lines">The lines, oldest first, without their ends; as many as were asked for at most.</param>
public sealed record ContainerLog(string Namespace, string Pod, string Container, bool Previous, IReadOnlyList<string> Lines);
