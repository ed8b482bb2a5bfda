namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>How long Amazon EKS looks after a version of Kubernetes.</summary>
/// <param name="Version">The version.</param>
/// <param name="Standard">The last day of standard support.</param>
/// <param name="Extended">The last day of extended support, which costs more; clusters are upgraded by force afterwards.</param>
/// <param name="Source">Where the row is from.</param>
public sealed record EksRow(MinorVersion Version, DateOnly Standard, DateOnly Extended, TableSource Source);
