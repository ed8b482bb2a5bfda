namespace Mesh.Core.Istio.Verification;

/// <summary>A workload of the mesh as it was found.</summary>
/// <param name="Workload">Such as <c>deployment/istiod in istio-system</c>.</param>
/// <param name="Available">True when every pod it wants is new and available.</param>
/// <param name="Status">How many pods it has of those it wants.</param>
/// <param name="Image">The image of its main container; null where it has none.</param>
/// <param name="Architectures">Those of the nodes its pods are on.</param>
internal sealed record SeenWorkload(string Workload, bool Available, string Status, string? Image, IReadOnlyList<string> Architectures);
