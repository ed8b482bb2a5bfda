using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Sets of addresses, against the library's own networks.</summary>
public sealed class AddressSetTests
{
    private static readonly Gen<string> Block = Gen.OneOf(
        from address in Gen.Choose(0, int.MaxValue) from sign in Gen.Elements(0u, 0x80000000u) from bits in Gen.Choose(0, 32) select V4((uint)address | sign, bits),
        from low in Gen.Choose(0, 255) from bits in Gen.Choose(120, 128) select V6(low, bits));

    [FsCheck.NUnit.Property(MaxTest = 80)]
    public Property An_address_is_in_a_set_as_in_one_of_its_networks() => Prop.ForAll(Gen.ArrayOf(Block).ToArbitrary(), Gen.ArrayOf(Block, 8).ToArbitrary(), (blocks, probes) =>
    {
        var set = Of(blocks);
        // The ends of blocks, and what lies beside them, is where it goes wrong.
        var wrong = probes.Concat(blocks).SelectMany(Ends).Where(one => set.Has(one) != blocks.Any(block => IPNetwork.Parse(block).Contains(IPAddress.Parse($"{one}")))).ToList();
        return (wrong.Count == 0).Label(string.Join(", ", wrong));
    });

    [FsCheck.NUnit.Property(MaxTest = 80)]
    public Property Sets_add_subtract_and_meet_address_by_address() => Prop.ForAll(Gen.ArrayOf(Block).ToArbitrary(), Gen.ArrayOf(Block).ToArbitrary(), (left, right) =>
    {
        var (a, b) = (Of(left), Of(right));
        var probes = left.Concat(right).SelectMany(Ends).ToList();
        return probes.TrueForAll(one => a.With(b).Has(one) == (a.Has(one) || b.Has(one)) && a.Without(b).Has(one) == (a.Has(one) && !b.Has(one)) && a.And(b).Has(one) == (a.Has(one) && b.Has(one)))
            && a.Without(a).IsEmpty && AddressSet.All.Without(AddressSet.All.Without(a)).Blocks().SequenceEqual(a.Blocks());
    });

    [FsCheck.NUnit.Property(MaxTest = 80)]
    public Property A_set_is_what_its_blocks_say() => Prop.ForAll(Gen.ArrayOf(Block).ToArbitrary(), blocks => Of([.. Of(blocks).Blocks()]).Blocks().SequenceEqual(Of(blocks).Blocks()));

    [TestCase("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [TestCase("10.0.0.0/9 10.128.0.0/9 10.1.2.3", "10.0.0.0/8")]
    [TestCase("::/1 8000::/1 0.0.0.0/0", "0.0.0.0/0 ::/0")]
    [TestCase("10.0.0.1 10.0.0.2 10.0.0.3", "10.0.0.1/32 10.0.0.2/31")]
    [TestCase("255.255.255.255 0.0.0.0", "0.0.0.0/32 255.255.255.255/32")]
    [TestCase("", "")]
    public void Blocks_that_touch_become_one(string blocks, string merged) =>
        Assert.That(string.Join(' ', Of(blocks.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Blocks()), Is.EqualTo(merged));

    [TestCase("10.1.2.3/8", "10.0.0.0-10.255.255.255")]
    [TestCase("10.1.2.3", "10.1.2.3")]
    [TestCase("2001:db8::1/32", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [TestCase("10.0.0.0/08", null)]
    [TestCase("10.0.0.0/ 8", null)]
    [TestCase("10.0.0.0/33", null)]
    [TestCase("10.0.0.0-10.0.0.9", null)]
    [TestCase("10.0.0", null)]
    [TestCase("fe80::1%eth0", null)]
    [TestCase("", null)]
    public void An_entry_is_an_address_or_a_block(string text, string? range) => Assert.That(AddressRange.Block(text)?.ToString(), Is.EqualTo(range));

    [Test]
    public void A_hundred_thousand_blocks_are_one_look_up()
    {
        var set = Of([.. Enumerable.Range(0, 100_000).Select(number => V4((uint)number << 12, 24))]);
        var asked = AddressRange.One("10.0.0.1")!;
        Assert.That(Enumerable.Range(0, 100_000).Count(_ => set.Has(asked)), Is.EqualTo(100_000));
    }

    private static AddressSet Of(IReadOnlyList<string> blocks) => AddressSet.Of(blocks.Select(block => AddressRange.Block(block)!));

    private static IEnumerable<AddressRange> Ends(string block)
    {
        var range = AddressRange.Block(block)!;
        yield return range with { Last = range.First };
        yield return range with { First = range.Last };
        if (range.First > 0)
        {
            yield return range with { First = range.First - 1, Last = range.First - 1 };
        }

        if (range.Last < (range.IsV6 ? UInt128.MaxValue : uint.MaxValue))
        {
            yield return range with { First = range.Last + 1, Last = range.Last + 1 };
        }
    }

    private static string V4(uint address, int bits)
    {
        var masked = bits == 0 ? 0 : address & (uint.MaxValue << (32 - bits));
        return $"{masked >> 24}.{(masked >> 16) & 255}.{(masked >> 8) & 255}.{masked & 255}/{bits}";
    }

    private static string V6(int low, int bits) => $"2001:db8::{low & (0xff << (128 - bits)):x}/{bits}";
}
