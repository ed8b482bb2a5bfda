using System.Globalization;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>What the table that comes with the program says, row by row and day by day.</summary>
public sealed class VersionJudgeTests
{
    [TestCase("1.29.0", "v1.34.1", "2026-03-01", "Supported", "1.31 to 1.35", "2026-10-12", "2026-02-16")]
    [TestCase("1.26.2", "v1.34.1", "2025-11-01", "OutOfRangeHigh", "too new a server for Istio 1.26", "2025-12-22", "2025-05-08")]
    [TestCase("1.29.0", "v1.34.1", "2026-11-21", "IstioEol", "ended on 2026-10-12 (announced)", "2026-10-12", "as of 2026-09-09")]
    [TestCase("1.99.0", "v1.34.1", "2026-11-21", "Unknown", "no row for Istio 1.99", "as of 2026-10-01", "1.31, released on 2026-08-31")]
    public void The_four_that_have_to_be_right(string istio, string kubernetes, string day, string verdict, params string[] said)
    {
        var verdicts = Judge(istio, kubernetes, day);
        Assert.That(verdicts.Select(one => $"{one.Kind}"), Is.EqualTo([verdict]));
        Assert.Multiple(() =>
        {
            foreach (var text in said)
            {
                Assert.That(verdicts[0].Text, Does.Contain(text));
            }

            Assert.That(verdicts[0].Text, Does.Contain($"source: ").And.Contain("as of "));
            Assert.That(verdicts[0].Source, Is.Not.Null);
        });
    }

    [TestCase("1.29.0", "v1.30.9", "2026-03-01", "OutOfRangeLow")]
    [TestCase("1.29.0", "v1.31.0", "2026-03-01", "Supported")]
    [TestCase("1.29.0", "v1.35.0", "2026-03-01", "Supported")]
    [TestCase("1.29.0", "v1.36.0", "2026-03-01", "OutOfRangeHigh")]
    [TestCase("1.28.0", "1.34+", "2026-03-01", "Supported")]
    [TestCase("1.27.0", "1.34+", "2026-03-01", "OutOfRangeHigh")]
    [TestCase("1.25.1", "v1.34.1-eks-3cfe0ce", "2025-08-01", "OutOfRangeHigh")]
    [TestCase("1.19.3", "v1.28.0", "2024-01-01", "Supported")]
    [TestCase("1.19.3", "v1.29.0", "2024-01-01", "OutOfRangeHigh")]
    [TestCase("1.31.1", "v1.38.0", "2026-11-21", "Unknown")]
    [TestCase("1.29.0", "v1.20.2", "2026-11-21", "OutOfRangeLow,IstioEol")]
    [TestCase("1.29.0", "v1.34.1", "2026-10-12", "Supported")]
    [TestCase("1.29.0", "v1.34.1", "2026-10-13", "IstioEol")]
    [TestCase("1.30.1", "v1.34.1", "2026-11-30", "Supported")]
    [TestCase("1.30.1", "v1.34.1", "2026-12-01", "IstioEol")]
    [TestCase("1.9.0", "v1.20.2", "2026-11-21", "IstioEol")]
    [TestCase("1.9.0", "v1.20.2", "2021-03-01", "Unknown")]
    [TestCase("2.0.0", "v1.34.1", "2026-11-21", "Unknown")]
    [TestCase("1.29.0-distroless", "v1.34.1", "2026-03-01", "Supported")]
    public void Both_bounds_and_the_last_day_count(string istio, string kubernetes, string day, string verdicts) =>
        Assert.That(string.Join(',', Judge(istio, kubernetes, day).Select(verdict => verdict.Kind)), Is.EqualTo(verdicts));

    [Test]
    public void What_is_believed_of_1_34_is_set_right() =>
        Assert.That(Judge("1.25.0", "v1.34.1", "2025-06-01")[0].Text, Does.Contain("supported by Istio 1.28, 1.29, 1.30, 1.31").And.Contain("often said to do from Istio 1.25 on; the table has it from 1.28 on"));

    [Test]
    public void What_is_tested_and_not_supported_is_said_to_be_so_as_is_what_istioctl_lets_pass() =>
        Assert.That(Judge("1.29.0", "v1.30.2", "2026-03-01")[0].Text, Does.Contain("Istio tests 1.29 on 1.30 and does not support it").And.Contain("istioctl's own check lets 1.30 pass"));

    [Test]
    public void An_end_that_is_expected_is_never_said_to_be_more() => Assert.Multiple(() =>
    {
        Assert.That(Judge("1.30.0", "v1.34.1", "2026-06-01")[0].Text, Does.Contain("is expected to end in 2026-11").And.Not.Contain("announced"));
        Assert.That(Judge("1.30.0", "v1.34.1", "2027-01-01")[0].Text, Does.Contain("was expected to end in 2026-11, and the table does not know whether it has"));
    });

    [TestCase("1.29.0", "2026-09-11", null)]
    [TestCase("1.29.0", "2026-09-12", "ends on 2026-10-12 (announced)")]
    [TestCase("1.30.0", "2026-10-01", null)]
    [TestCase("1.30.0", "2026-10-02", "is expected to end in 2026-11")]
    public void An_end_within_thirty_days_is_told(string istio, string day, string? said) =>
        Assert.That(Judge(istio, "v1.34.1", day).Single().EndsSoon, said is null ? Is.Null : Does.Contain(said));

    [TestCase("v1.34.1-eks-3cfe0ce", "2026-12-02", "EksStandardSupport", "2026-12-02")]
    [TestCase("v1.34.1-eks-3cfe0ce", "2026-12-03", "EksExtendedSupport", "2027-12-02")]
    [TestCase("v1.34.1-eks-3cfe0ce", "2027-12-03", "EksEnded", "2027-12-02")]
    [TestCase("v1.27.9-eks-5e0fdde", "2026-11-21", "EksEnded", "2025-11-26")]
    [TestCase("v1.27.9-eks-5e0fdde", "2024-11-21", "EksUnknown", "2026-10-01")]
    [TestCase("v1.37.0-eks-5e0fdde", "2026-11-21", "EksUnknown", "2026-10-01")]
    public void Amazon_looks_after_a_version_in_two_ways(string kubernetes, string day, string kind, string date)
    {
        var verdict = new VersionJudge(SupportTables.BuiltIn, Day(day)).Eks(MinorVersion.Of(kubernetes)!.Value);
        Assert.That(($"{verdict.Kind}", verdict.Date), Is.EqualTo((kind, date)));
        Assert.That(verdict.Text, Does.Contain("source: the release calendar of Amazon EKS"));
    }

    [Test]
    public void An_empty_table_knows_nothing()
    {
        var judge = new VersionJudge(new SupportTable(Day("2026-01-01"), [], [], [], new Dictionary<MinorVersion, string>()), Day("2026-01-01"));
        Assert.That(judge.Istio(new(1, 29), new(1, 34)).Single().Kind, Is.EqualTo(VerdictKind.Unknown));
        Assert.That(judge.Eks(new(1, 34)).Kind, Is.EqualTo(VerdictKind.EksUnknown));
    }

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IReadOnlyList<Verdict> Judge(string istio, string kubernetes, string day) =>
        new VersionJudge(SupportTables.BuiltIn, Day(day)).Istio(MinorVersion.Of(istio)!.Value, MinorVersion.Of(kubernetes)!.Value);
}
