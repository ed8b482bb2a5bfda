using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

/// <summary>Ranges of addresses as MetalLB writes them.</summary>
public sealed class AddressRangeTests
{
    [TestCase("10.10.50.75-10.10.50.90", "10.10.50.75-10.10.50.90", "16")]
    [TestCase("10.10.50.75 - 10.10.50.75", "10.10.50.75", "1")]
    [TestCase("10.10.51.0/28", "10.10.51.0-10.10.51.15", "16")]
    [TestCase("192.0.2.7/32", "192.0.2.7", "1")]
    [TestCase("0.0.0.0/0", "0.0.0.0-255.255.255.255", "4294967296")]
    [TestCase("fd00::10-fd00::1f", "fd00::10-fd00::1f", "16")]
    [TestCase("fd00::/120", "fd00::-fd00::ff", "256")]
    [TestCase("::/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211455")]
    public void A_range_is_read(string text, string read, string count)
    {
        Assert.That(AddressRange.WhyNot(text, out var range), Is.Null);
        Assert.That((range.ToString(), range.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo((read, count)));
    }

    [TestCase("", "neither FIRST-LAST nor ADDRESS/BITS")]
    [TestCase("10.0.0.1", "one address, which is written 10.0.0.1/32")]
    [TestCase("fd00::1", "one address, which is written fd00::1/128")]
    [TestCase("10.0.0.9-10.0.0.1", "ends before it begins")]
    [TestCase("10.0.0.1-fd00::1", "two families")]
    [TestCase("10.0.0.1-10.0.0.2-10.0.0.3", "neither")]
    [TestCase("10.0.0.1-", "neither")]
    [TestCase("10.0.0.5/24", "in the middle of the block, which begins at 10.0.0.0")]
    [TestCase("10.0.0.0/33", "no ADDRESS/BITS")]
    [TestCase("10.0.0.0/-1", "no ADDRESS/BITS")]
    [TestCase("10.0.0.0/8/8", "no ADDRESS/BITS")]
    [TestCase("10.5-10.9", "neither")]
    [TestCase("010.0.0.1-010.0.0.9", "neither")]
    [TestCase("10.0.0.256-10.0.0.257", "neither")]
    [TestCase("fe80::1%eth0/128", "no ADDRESS/BITS")]
    [TestCase("10.10.50.75–10.10.50.90", "neither")]
    [TestCase("pool1", "neither")]
    public void What_is_no_range_is_refused_and_told_why(string text, string why) => Assert.That(AddressRange.WhyNot(text, out _), Does.Contain(why));

    [TestCase("10.0.0.0/24", "10.0.0.255-10.0.1.5", "10.0.0.255")]
    [TestCase("10.0.0.0/24", "10.0.1.0/24", null)]
    [TestCase("10.0.0.0/24", "::/0", null)]
    [TestCase("fd00::/64", "fd00::ff-fd00::1:0", "fd00::ff-fd00::1:0")]
    public void Two_ranges_share_what_both_hold(string one, string other, string? shared)
    {
        var (first, second) = (AddressRange.Of(one)!, AddressRange.Of(other)!);
        Assert.That(first.Overlaps(second) ? first.Shared(second).ToString() : null, Is.EqualTo(shared));
        Assert.That(second.Overlaps(first), Is.EqualTo(shared is not null));
    }
}
