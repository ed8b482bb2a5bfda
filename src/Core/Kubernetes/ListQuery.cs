namespace Mesh.Core.Kubernetes;

/// <summary>What to list or watch.</summary>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="LabelSelector">A label selector such as <c>app=web,tier!=cache</c>; null for everything.</param>
/// <param name="FieldSelector">A field selector such as <c>metadata.name=web</c>; null for everything.</param>
public sealed record ListQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null);
