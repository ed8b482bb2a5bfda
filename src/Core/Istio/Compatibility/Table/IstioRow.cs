namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>What is published of a minor version of Istio.</summary>
/// <param name="Version">The version.</param>
/// <param name="Released">The day of its first release.</param>
/// <param name="End">When its support ends.</param>
/// <param name="Kubernetes">The versions of Kubernetes it is supported on, ascending.</param>
/// <param name="Tested">Older ones that it is tested on and not supported.</param>
/// <param name="Istioctl">The oldest server that istioctl's own check lets pass; null where that is not known.</param>
/// <param name="Source">Where the row is from.</param>
/// <param name="EndSource">Where its end is known from.</param>
/// <param name="Note">What else has to be known about it; null for nothing.</param>
public sealed record IstioRow(
    MinorVersion Version,
    DateOnly Released,
    SupportEnd End,
    IReadOnlyList<MinorVersion> Kubernetes,
    IReadOnlyList<MinorVersion> Tested,
    MinorVersion? Istioctl,
    TableSource Source,
    TableSource EndSource,
    string? Note)
{
    /// <summary>The versions of Kubernetes it is supported on: <c>1.31 to 1.35</c>, or a list where it has gaps.</summary>
    public string Range => Kubernetes is [var first, .., var last] && last.Ahead(first) == Kubernetes.Count - 1 ? $"{first} to {last}" : string.Join(", ", Kubernetes);
}
