using Mesh.Core.Model;

namespace Mesh.Core.Images;

/// <summary>One image to copy.</summary>
/// <param name="Sources">Where it may be found, the first that has it; at least one.</param>
/// <param name="Destination">Where it goes.</param>
internal sealed record MirrorRoute(IReadOnlyList<ImageReference> Sources, ImageReference Destination);
