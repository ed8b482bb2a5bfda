using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>What of an ALLOW the DENY policies leave.</summary>
/// <param name="Attribute">Whose address the DENY looks at; null where it asks for none.</param>
/// <param name="Taken">The addresses that the ALLOW lets in and the DENY refuses.</param>
/// <param name="Whole">Whether that is all of them.</param>
/// <param name="By">The combinations that do it, the first of each policy first.</param>
internal sealed record Shadow(PolicyAttribute? Attribute, AddressSet Taken, bool Whole, IReadOnlyList<Combination> By)
{
    private static readonly PolicyAttribute[] Addresses = [PolicyAttribute.SourceIp, PolicyAttribute.RemoteIp];

    /// <summary>The shadow on a combination of an ALLOW; null when there is none that is certain.</summary>
    /// <param name="allow">The combination.</param>
    /// <param name="denies">Combinations of DENY policies that count for the same workloads.</param>
    public static Shadow? On(Combination allow, IReadOnlyList<Combination> denies)
    {
        Shadow? part = null;
        foreach (var attribute in Addresses)
        {
            var other = Addresses[1 - Array.IndexOf(Addresses, attribute)];
            var able = denies.Where(deny => IsImplied(deny, allow) && allow.Addresses(other).Without(deny.Addresses(other)).IsEmpty).ToList();
            if (able.Find(deny => !deny.Asks(attribute)) is { } all)
            {
                return new(all.Asks(other) ? other : null, allow.Addresses(attribute), true, [all]);
            }

            var wanted = allow.Addresses(attribute);
            var by = able.Where(deny => !deny.Addresses(attribute).And(wanted).IsEmpty).ToList();
            var refused = by.Aggregate(AddressSet.None, (sum, deny) => sum.With(deny.Addresses(attribute)));
            if (by.Count > 0 && wanted.Without(refused).IsEmpty)
            {
                // What alone does it is all that has to be said.
                var alone = by.Find(deny => wanted.Without(deny.Addresses(attribute)).IsEmpty);
                return new(attribute, wanted, true, alone is null ? by : [alone]);
            }

            part ??= by.Count > 0 ? new(attribute, wanted.And(refused), false, by) : null;
        }

        return part;
    }

    private static bool IsImplied(Combination deny, Combination allow) =>
        deny.Fields.Where(field => !Addresses.Contains(field.Attribute)).All(field => Implication.IsImplied(field, allow.Fields));
}
