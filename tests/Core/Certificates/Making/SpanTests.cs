using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>How long certificates are valid.</summary>
public sealed class SpanTests
{
    [FsCheck.NUnit.Property(MaxTest = 40)]
    public Property No_intermediate_outlives_its_root_or_begins_before_it() => Prop.ForAll(
        Gen.Choose(1, 20_000).ToArbitrary(), Gen.Choose(1, 20_000).ToArbitrary(), Gen.Choose(0, 900).ToArbitrary(), (rootDays, intermediateDays, passed) =>
        {
            using var site = new CaSite("a");
            site.Options = site.Options with { RootDays = rootDays, IntermediateDays = intermediateDays };
            site.RunAsync().GetAwaiter().GetResult();
            // A second cluster joins when a part of the root's time has passed, in seconds too.
            site.Time.Advance(TimeSpan.FromDays(rootDays * (passed / 1000.0)));
            site.Options = site.Options with { Clusters = ["b"] };
            var later = site.Now;
            site.RunAsync().GetAwaiter().GetResult();

            using var root = site.Certificate("ca/root/root-cert.pem");
            using var first = site.Certificate("ca/a/ca-cert.pem");
            using var second = site.Certificate("ca/b/ca-cert.pem");
            var cut = later.AddDays(intermediateDays) > root.NotAfter.ToUniversalTime().AddSeconds(1);
            return new[] { first, second }.All(one => one.NotAfter <= root.NotAfter && one.NotBefore >= root.NotBefore) && (!cut || site.Codes.SequenceEqual(["CA050"]));
        });

    [Test]
    public async Task An_intermediate_that_would_outlive_its_root_ends_with_it_and_that_is_a_warning()
    {
        using var site = new CaSite();
        site.Options = site.Options with { RootDays = 100 };

        await site.RunAsync();

        using var root = site.Certificate("ca/root/root-cert.pem");
        using var intermediate = site.Certificate("ca/a/ca-cert.pem");
        Assert.That(intermediate.NotAfter, Is.EqualTo(root.NotAfter));
        var finding = site.Journal.Findings.Single();
        Assert.That((finding.Code, finding.Severity, finding.Subject), Is.EqualTo(("CA050", Severity.Warning, Path.Combine("ca", "root"))));
        Assert.That(finding.Evidence, Is.EqualTo("2 new intermediates: 2027-03-01, as the root, instead of 2031-11-20 (certificates.intermediateDays: 1825)"));
    }

    [TestCase(int.MaxValue, 1, "certificates.rootDays")]
    [TestCase(1, int.MaxValue, "certificates.intermediateDays")]
    public async Task More_days_than_a_certificate_can_name_are_refused(int rootDays, int intermediateDays, string key)
    {
        using var site = new CaSite();
        site.Options = site.Options with { RootDays = rootDays, IntermediateDays = intermediateDays };

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.Configuration, $"{key} is {int.MaxValue}, which ends after the year 9999, the last one that a certificate can name")));
    }

    [Test]
    public async Task A_certificate_may_end_after_2050_where_its_dates_are_written_differently()
    {
        using var site = new CaSite("a");
        site.Options = site.Options with { RootDays = 36_500, IntermediateDays = 36_000 };

        await site.RunAsync();

        using var root = site.Certificate("ca/root/root-cert.pem");
        Assert.That(new DateTimeOffset(root.NotAfter.ToUniversalTime()), Is.EqualTo(site.Now.AddDays(36_500)));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(1));
    }

    [Test]
    public async Task Fractions_of_a_second_do_not_make_an_intermediate_outlive_its_root()
    {
        using var site = new CaSite("a");
        site.Time.Advance(TimeSpan.FromMilliseconds(999));
        site.Options = site.Options with { RootDays = 5, IntermediateDays = 5 };

        await site.RunAsync();

        Assert.That(site.Codes, Is.Empty);
        using var root = site.Certificate("ca/root/root-cert.pem");
        using var intermediate = site.Certificate("ca/a/ca-cert.pem");
        Assert.That(intermediate.NotAfter, Is.EqualTo(root.NotAfter));
    }
}
