using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Core.Model;

// Addresses from first to last, both included, of IPv4 or of IPv6; as MetalLB writes them: 10.0.0.5-10.0.0.9, 10.0.1.0/28.
internal sealed record AddressRange(bool IsV6, UInt128 First, UInt128 Last)
{
    public UInt128 Count => Last - First == UInt128.MaxValue ? UInt128.MaxValue : Last - First + 1;

    public string Family => IsV6 ? "IPv6" : "IPv4";

    // Why the text is no range; null when it is one.
    public static string? WhyNot(string text, out AddressRange range)
    {
        range = new(false, 0, 0);
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return WhyNoBlock(text, ref range);
        }

        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length != 2 || Address(ends[0]) is not { } from || Address(ends[1]) is not { } to)
        {
            return Address(text.Trim()) is null ? "it is neither FIRST-LAST nor ADDRESS/BITS" : $"it is one address, which is written {text.Trim()}{(text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32")}";
        }

        if (from.IsV6 != to.IsV6)
        {
            return "its ends are of two families";
        }

        range = new(from.IsV6, from.Value, to.Value);
        return from.Value > to.Value ? "it ends before it begins" : null;
    }

    public static AddressRange? Of(string? text) => text is not null && WhyNot(text, out var range) is null ? range : null;

    public static AddressRange? One(string? text) => Address(text ?? "") is { } address ? new(address.IsV6, address.Value, address.Value) : null;

    // An address, or a block whose address may lie anywhere in it, as Istio reads them: 10.1.2.3/8 is 10.0.0.0/8. Null for anything else.
    public static AddressRange? Block(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return One(text);
        }

        // Go reads no blank and no leading zero.
        var bits = text.AsSpan(slash + 1);
        var range = new AddressRange(false, 1, 0);
        if (!text.Contains(' ', StringComparison.Ordinal) && bits is not ['0', _, ..])
        {
            _ = WhyNoBlock(text, ref range);
        }

        return range.First > range.Last ? null : range;
    }

    public bool Overlaps(AddressRange other) => IsV6 == other.IsV6 && First <= other.Last && other.First <= Last;

    public bool Holds(AddressRange other) => IsV6 == other.IsV6 && First <= other.First && other.Last <= Last;

    // What both hold; call it where they overlap.
    public AddressRange Shared(AddressRange other) => new(IsV6, UInt128.Max(First, other.First), UInt128.Min(Last, other.Last));

    // The blocks that together are this range, in their order.
    public IEnumerable<string> Blocks()
    {
        for (var (at, width) = (First, IsV6 ? 128 : 32); ;)
        {
            var free = at == 0 ? width : Math.Min(width, (int)UInt128.TrailingZeroCount(at));
            while (free > 0 && (free == 128 ? UInt128.MaxValue : at + (UInt128.One << free) - 1) > Last)
            {
                free--;
            }

            yield return string.Create(CultureInfo.InvariantCulture, $"{Text(at)}/{width - free}");
            var end = free == 128 ? UInt128.MaxValue : at + (UInt128.One << free) - 1;
            if (end >= Last)
            {
                yield break;
            }

            at = end + 1;
        }
    }

    public override string ToString() => First == Last ? Text(First) : $"{Text(First)}-{Text(Last)}";

    private static string? WhyNoBlock(string text, ref AddressRange range)
    {
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || Address(parts[0]) is not { } address || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > (address.IsV6 ? 128 : 32))
        {
            return "it is no ADDRESS/BITS";
        }

        var host = (address.IsV6 ? 128 : 32) - bits;
        var mask = host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
        range = new(address.IsV6, address.Value & ~mask, address.Value | mask);
        return (address.Value & mask) == 0 ? null : $"{parts[0]} lies in the middle of the block, which begins at {range.Text(range.First)}";
    }

    // Four numbers or colons: 10.5 and 012.0.0.1 mean different addresses to different programs.
    private static (bool IsV6, UInt128 Value)? Address(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal))
        {
            return null;
        }

        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        return !isV6 && address.ToString() != text ? null
            : (isV6, address.GetAddressBytes().Aggregate(UInt128.Zero, (sum, part) => (sum << 8) | part));
    }

    private string Text(UInt128 value)
    {
        var bytes = new byte[IsV6 ? 16 : 4];
        for (var i = bytes.Length - 1; i >= 0; i--, value >>= 8)
        {
            bytes[i] = (byte)(value & 0xff);
        }

        return new IPAddress(bytes).ToString();
    }
}
