using Mesh.Core.Model;

namespace Mesh.Core.Images;

/// <summary>An image of Istio that a hub has to have.</summary>
/// <param name="Name">Its name at the hub, such as pilot.</param>
/// <param name="Tag">Its tag, such as 1.29.0-distroless.</param>
/// <param name="Platforms">The platforms it is needed for.</param>
public sealed record HubImage(string Name, string Tag, IReadOnlyList<Platform> Platforms);
