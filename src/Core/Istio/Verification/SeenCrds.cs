namespace Mesh.Core.Istio.Verification;

/// <summary>The CRDs as they were found.</summary>
/// <param name="Wanted">How many this version of Istio reads.</param>
/// <param name="Missing">Those that are not there.</param>
/// <param name="Unfit">Those that are there and do not do.</param>
internal sealed record SeenCrds(int Wanted, IReadOnlyList<string> Missing, IReadOnlyList<string> Unfit);
