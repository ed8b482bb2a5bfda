namespace Mesh.Core.Certificates;

/// <summary>What <see cref="CaCreation"/> did or, in a dry run, would do.</summary>
/// <param name="Root">True when a root was made.</param>
/// <param name="Made">Clusters whose CA was made or, with an external root, completed.</param>
/// <param name="Kept">Clusters whose CA was there already.</param>
/// <param name="Waiting">Clusters whose request waits to be signed elsewhere.</param>
public sealed record CaCreationResult(bool Root, int Made, int Kept, int Waiting);
