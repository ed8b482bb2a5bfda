using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>What of an ALLOW the DENY policies take.</summary>
/// <param name="Attribute">Whose address the DENY looks at; null where it asks for none.</param>
/// <param name="Taken">The addresses that the ALLOW lets in and the DENY refuses.</param>
/// <param name="Refused">All addresses that the DENY refuses.</param>
/// <param name="IsWhole">Whether nothing of the ALLOW is left.</param>
/// <param name="By">The combinations that do it.</param>
internal sealed record Shadow(PolicyAttribute? Attribute, AddressSet Taken, AddressSet Refused, bool IsWhole, IReadOnlyList<Combination> By);
