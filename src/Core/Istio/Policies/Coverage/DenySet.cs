using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Policies.Coverage;

/// <summary>DENY policies together, asked what they take of an ALLOW. It says so only where that is certain.</summary>
internal sealed class DenySet
{
    // Those that ask for more than addresses are compared one by one with every combination; the rest of a policy with thousands of them is left out and told.
    private const int Most = 100;

    private static readonly PolicyAttribute[] Attributes = [PolicyAttribute.SourceIp, PolicyAttribute.RemoteIp];

    private readonly Dictionary<PolicyAttribute, (List<Combination> All, AddressSet Refused)> plain = [];
    private readonly List<Combination> others;
    private readonly Combination? everything;

    /// <param name="policies">The policies.</param>
    public DenySet(IEnumerable<AuthorizationPolicy> policies)
    {
        var all = policies.SelectMany(Combination.Of).ToList();
        everything = all.Find(deny => deny.Fields.Count == 0);
        foreach (var attribute in Attributes)
        {
            var alone = all.FindAll(deny => deny.Fields.Count > 0 && deny.Fields.All(field => field.Attribute == attribute));
            plain[attribute] = (alone, AddressSet.Union(alone.Select(deny => deny.Addresses(attribute))));
        }

        var more = all.FindAll(deny => deny.Fields.Count > 0 && !Attributes.Any(attribute => deny.Fields.All(field => field.Attribute == attribute)));
        (others, Left) = (more.GetRange(0, Math.Min(more.Count, Most)), Math.Max(0, more.Count - Most));
    }

    /// <summary>How many combinations it did not take in, so that it may say less than there is.</summary>
    public int Left { get; }

    /// <summary>What they take of a combination; null when nothing that is certain.</summary>
    /// <param name="allow">A combination of an ALLOW.</param>
    public Shadow? On(Combination allow)
    {
        if (everything is not null)
        {
            return new(null, allow.Addresses(PolicyAttribute.SourceIp), AddressSet.All, true, [everything]);
        }

        Shadow? part = null;
        var implied = others.FindAll(deny => deny.Others.All(field => Implication.IsImplied(field, allow.Fields)));
        foreach (var attribute in Attributes)
        {
            var other = Attributes[1 - Array.IndexOf(Attributes, attribute)];
            var wanted = allow.Addresses(attribute);
            var able = implied.FindAll(deny => allow.Addresses(other).Without(deny.Addresses(other)).IsEmpty);
            var refused = able.Aggregate(plain[attribute].Refused, (sum, deny) => sum.With(deny.Addresses(attribute)));
            var taken = wanted.And(refused);
            if (taken.IsEmpty)
            {
                continue;
            }

            var by = plain[attribute].All.Concat(able).Where(deny => !deny.Addresses(attribute).And(wanted).IsEmpty).ToList();
            if (!wanted.Without(refused).IsEmpty)
            {
                part ??= new(attribute, taken, refused, false, by);
                continue;
            }

            // What alone does it is all that has to be said.
            var alone = by.Find(deny => wanted.Without(deny.Addresses(attribute)).IsEmpty);
            return new(attribute, wanted, alone?.Addresses(attribute) ?? refused, true, alone is null ? by : [alone]);
        }

        return part;
    }

    /// <summary>A combination that refuses everything, or with addresses of both families or of IPv4 all of them; null when there is none.</summary>
    public (IReadOnlyList<Combination> By, AddressSet Refused)? Everything()
    {
        if (everything is not null)
        {
            return ([everything], AddressSet.All);
        }

        foreach (var attribute in Attributes.Where(attribute => plain[attribute].Refused.HasAllV4))
        {
            var alone = plain[attribute].All.Find(deny => deny.Addresses(attribute).HasAllV4);
            return (alone is null ? plain[attribute].All : [alone], plain[attribute].Refused);
        }

        return null;
    }
}
