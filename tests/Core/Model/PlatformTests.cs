using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class PlatformTests
{
    [TestCase("linux/amd64", "linux/amd64")]
    [TestCase("linux/x86_64", "linux/amd64")]
    [TestCase("Linux/AArch64", "linux/arm64")]
    [TestCase("linux/arm64/8", "linux/arm64/v8")]
    [TestCase("linux/arm/V7", "linux/arm/v7")]
    [TestCase("linux/armhf", "linux/arm/v7")]
    [TestCase("linux/armel", "linux/arm/v6")]
    [TestCase("linux/i386", "linux/386")]
    [TestCase("windows/amd64", "windows/amd64")]
    public void A_platform_is_read_in_the_words_that_images_use(string text, string expected)
    {
        Assert.That(Platform.TryParse(text, out var platform), Is.True);
        Assert.That(platform!.ToString(), Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("linux")]
    [TestCase("linux/")]
    [TestCase("/arm64")]
    [TestCase("linux/arm64/")]
    [TestCase("linux/arm64/v8/x")]
    [TestCase("linux/ arm64")]
    [TestCase("linux/arm64\n")]
    [TestCase("linux/ärm")]
    public void What_is_no_platform_is_refused(string? text)
    {
        Assert.That(Platform.TryParse(text, out var platform), Is.False);
        Assert.That(platform, Is.Null);
    }

    [TestCase("linux/arm64", "linux/arm64", true)]
    [TestCase("linux/arm64/v8", "linux/arm64", true)]
    [TestCase("linux/arm64", "linux/arm64/v8", true)]
    [TestCase("linux/arm64/v9", "linux/arm64", false)]
    [TestCase("linux/arm64", "linux/arm64/v9", true)]
    [TestCase("linux/arm/v7", "linux/arm64", false)]
    [TestCase("linux/arm64", "linux/arm/v7", false)]
    [TestCase("linux/arm/v6", "linux/arm/v7", true)]
    [TestCase("linux/arm/v7", "linux/arm/v6", false)]
    [TestCase("linux/arm", "linux/arm/v7", true)]
    [TestCase("linux/arm", "linux/arm/v6", false)]
    [TestCase("linux/amd64", "linux/amd64/v3", true)]
    [TestCase("linux/amd64/v3", "linux/amd64", false)]
    [TestCase("linux/amd64/v1", "linux/amd64", true)]
    [TestCase("linux/amd64", "windows/amd64", false)]
    [TestCase("linux/ppc64le", "linux/ppc64le/power9", true)]
    [TestCase("linux/ppc64le/power10", "linux/ppc64le/power9", false)]
    [TestCase("linux/ppc64le/power9", "linux/ppc64le/power9", true)]
    public void An_image_satisfies_a_machine_or_not(string image, string machine, bool satisfied) => Assert.That(Read(image).Satisfies(Read(machine)), Is.EqualTo(satisfied));

    [TestCase("10.0.17763.1879", "10.0.17763.5329", true)]
    [TestCase("10.0.17763.1879", "10.0.20348.1", false)]
    [TestCase(null, "10.0.20348.1", true)]
    public void Of_Windows_the_build_has_to_be_the_same(string? image, string? machine, bool satisfied) =>
        Assert.That(Platform.Of("windows", "amd64", null, image).Satisfies(Platform.Of("windows", "amd64", null, machine)), Is.EqualTo(satisfied));

    [Test]
    public void A_variant_that_says_nothing_breaks_nothing() => Assert.That(new Platform("linux", "arm64", "").Satisfies(new Platform("linux", "arm64", "v8")), Is.True);

    [FsCheck.NUnit.Property]
    public Property What_is_read_is_written_so_that_it_reads_the_same() => Prop.ForAll(Platforms(), platform => Platform.TryParse(platform.ToString(), out var again) && again == platform);

    [FsCheck.NUnit.Property]
    public Property Each_platform_satisfies_itself_and_the_order_has_no_gaps() => Prop.ForAll(Platforms(), Platforms(), Platforms(), (a, b, c) =>
        a.Satisfies(a) && (!(a.Satisfies(b) && b.Satisfies(c)) || a.Satisfies(c)));

    private static Arbitrary<Platform> Platforms() => Arb.From(
        from os in Gen.Elements("linux", "windows", "darwin")
        from architecture in Gen.Elements("amd64", "arm64", "arm", "aarch64", "ppc64le", "armhf", "armel")
        from variant in Gen.Elements(null, "", "v5", "v6", "7", "v8", "9")
        select Platform.Of(os, architecture, variant));

    private static Platform Read(string text) => Platform.TryParse(text, out var platform) ? platform : throw new ArgumentException(text, nameof(text));
}
