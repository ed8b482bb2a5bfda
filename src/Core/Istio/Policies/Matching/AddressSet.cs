using Mesh.Core.Model;

namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>Any number of addresses of both families, kept as ranges in order that do not touch, so that a look-up among a hundred thousand blocks takes some twenty steps.</summary>
internal sealed class AddressSet
{
    private static readonly AddressRange AllV4 = new(false, 0, uint.MaxValue);
    private static readonly AddressRange AllV6 = new(true, 0, UInt128.MaxValue);

    private readonly List<AddressRange> ranges;

    private AddressSet(List<AddressRange> ranges) => this.ranges = ranges;

    /// <summary>Every address.</summary>
    public static AddressSet All { get; } = new([AllV4, AllV6]);

    /// <summary>None.</summary>
    public static AddressSet None { get; } = new([]);

    /// <summary>Whether it has none.</summary>
    public bool IsEmpty => ranges.Count == 0;

    /// <summary>Whether it has every IPv4 address.</summary>
    public bool HasAllV4 => ranges.Exists(range => range == AllV4);

    /// <summary>Whether it has every IPv6 address.</summary>
    public bool HasAllV6 => ranges.Exists(range => range == AllV6);

    /// <summary>Whether it has an IPv6 address.</summary>
    public bool HasV6 => ranges.Exists(range => range.IsV6);

    /// <summary>The addresses of all these ranges.</summary>
    /// <param name="given">Ranges in any order; they may overlap.</param>
    public static AddressSet Of(IEnumerable<AddressRange> given)
    {
        var merged = new List<AddressRange>();
        foreach (var next in given.OrderBy(range => range.IsV6).ThenBy(range => range.First).ThenBy(range => range.Last))
        {
            var touches = merged is [.., var last] && last.IsV6 == next.IsV6 && (next.First <= last.Last || next.First - 1 == last.Last);
            if (touches)
            {
                merged[^1] = merged[^1] with { Last = UInt128.Max(merged[^1].Last, next.Last) };
            }
            else
            {
                merged.Add(next);
            }
        }

        return new(merged);
    }

    /// <summary>What any of them has.</summary>
    /// <param name="sets">The sets.</param>
    public static AddressSet Union(IEnumerable<AddressSet> sets) => Of(sets.SelectMany(set => set.ranges));

    /// <summary>Whether it has an address.</summary>
    /// <param name="one">A range of one address.</param>
    public bool Has(AddressRange one)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var range = ranges[middle];
            if (range.Holds(one))
            {
                return true;
            }

            var before = range.IsV6 == one.IsV6 ? range.Last < one.First : !range.IsV6;
            (low, high) = before ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    /// <summary>What either has.</summary>
    /// <param name="other">The other.</param>
    public AddressSet With(AddressSet other) => Of(ranges.Concat(other.ranges));

    /// <summary>What this has and the other has not.</summary>
    /// <param name="other">The other.</param>
    public AddressSet Without(AddressSet other)
    {
        var (left, next) = (new List<AddressRange>(), 0);
        foreach (var range in ranges)
        {
            while (next < other.ranges.Count && (other.ranges[next].IsV6 != range.IsV6 ? range.IsV6 : other.ranges[next].Last < range.First))
            {
                next++;
            }

            var (from, ended) = (range.First, false);
            for (var i = next; i < other.ranges.Count && other.ranges[i].IsV6 == range.IsV6 && other.ranges[i].First <= range.Last && !ended; i++)
            {
                if (other.ranges[i].First > from)
                {
                    left.Add(range with { First = from, Last = other.ranges[i].First - 1 });
                }

                ended = other.ranges[i].Last >= range.Last;
                from = ended ? from : other.ranges[i].Last + 1;
            }

            if (!ended)
            {
                left.Add(range with { First = from });
            }
        }

        return new(left);
    }

    /// <summary>What both have.</summary>
    /// <param name="other">The other.</param>
    public AddressSet And(AddressSet other) => Without(Without(other));

    /// <summary>Its blocks, such as 10.0.0.0/8, in order.</summary>
    public IEnumerable<string> Blocks() => ranges.SelectMany(range => range.Blocks());

    /// <summary>Its first blocks, for people.</summary>
    public override string ToString()
    {
        var shown = Blocks().Take(9).ToList();
        return shown.Count == 0 ? "no address" : shown.Count < 9 ? string.Join(", ", shown) : $"{string.Join(", ", shown.Take(8))} and more";
    }
}
