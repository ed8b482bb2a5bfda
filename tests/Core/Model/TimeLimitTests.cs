using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class TimeLimitTests
{
    private static readonly Arbitrary<TimeSpan> Limits =
        Gen.OneOf(Gen.Choose(1, 86_400_000).Select(value => TimeSpan.FromMilliseconds(value)), Gen.Choose(1, 1_000_000_000).Select(value => TimeSpan.FromTicks(value))).ToArbitrary();

    [TestCase("90s", 90_000)]
    [TestCase("5m", 300_000)]
    [TestCase("1h30m", 5_400_000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("500ms", 500)]
    [TestCase("5m500ms", 300_500)]
    [TestCase("1.5h", 5_400_000)]
    [TestCase("90", 90_000)]
    [TestCase("0.5", 500)]
    [TestCase("24h", 86_400_000)]
    public void A_duration_is_read(string text, int milliseconds) =>
        Assert.That(TimeLimit.TryParse(text, out var duration) ? duration.TotalMilliseconds : -1, Is.EqualTo(milliseconds));

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("0")]
    [TestCase("0s")]
    [TestCase("-5m")]
    [TestCase("+5m")]
    [TestCase("5 m")]
    [TestCase("5m ")]
    [TestCase("5m\n")]
    [TestCase("5M")]
    [TestCase("5min")]
    [TestCase("1d")]
    [TestCase("30m1h")]
    [TestCase(".5h")]
    [TestCase("1,5h")]
    [TestCase("1e3")]
    [TestCase("NaN")]
    [TestCase("٣s", Description = "a digit, but none that a number is made of")]
    [TestCase("24h1s")]
    [TestCase("99999999999999999999h")]
    public void What_is_no_limit_is_refused(string? text) => Assert.That(TimeLimit.TryParse(text, out _), Is.False);

    [Test]
    public void A_number_of_any_length_is_refused_in_peace() => Assert.That(TimeLimit.TryParse(new string('9', 5000) + "s", out _), Is.False);

    [TestCase(5_400_000, "1h30m0s")]
    [TestCase(86_400_000, "24h0m0s")]
    [TestCase(3_605_000, "1h0m5s")]
    [TestCase(300_000, "5m0s")]
    [TestCase(1_500, "1.5s")]
    public void A_duration_is_written_as_helm_does(int milliseconds, string text) => Assert.That(TimeLimit.Format(TimeSpan.FromMilliseconds(milliseconds)), Is.EqualTo(text));

    [FsCheck.NUnit.Property]
    public Property What_is_written_is_read_again() => Prop.ForAll(Limits, limit => TimeLimit.TryParse(TimeLimit.Format(limit), out var again) && again == limit);
}
