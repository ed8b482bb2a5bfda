namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>A place in a cluster that says what to trust.</summary>
/// <param name="Kind">What sort of place, with its preposition: <c>configmap/istio-ca-root-cert in</c>, <c>caBundle of</c>, <c>ROOTCA of</c>.</param>
/// <param name="Name">Which of them.</param>
/// <param name="Roots">What stands there.</param>
/// <param name="Follows">True when istiod keeps it equal to its own roots; false for the secrets that istiod itself reads.</param>
internal sealed record TrustPlace(string Kind, string Name, RootSet Roots, bool Follows = true)
{
    public override string ToString() => $"{Kind} {Name}";
}
