using Mesh.Core.Model;

namespace Mesh.Core.Images.Matrix;

/// <summary>An image and a platform.</summary>
/// <param name="Platform">The platform; null for any, where the image is needed and nobody knows for which.</param>
/// <param name="State">How it stands.</param>
/// <param name="Nodes">The nodes of the platform that pods which need the image can land on, by name; empty where platforms stand for nodes.</param>
internal sealed record Cell(Platform? Platform, CellState State, IReadOnlyList<string> Nodes);
