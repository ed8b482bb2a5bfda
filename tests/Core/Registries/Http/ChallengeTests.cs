using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Registries.Http;

namespace Mesh.Core.Tests.Registries.Http;

public sealed class ChallengeTests
{
    [Test]
    public void The_challenge_of_Docker_Hub_is_read()
    {
        var challenge = Challenge.Read(["""Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:istio/pilot:pull" """]).Single();
        Assert.That(challenge.IsBearer, Is.True);
        Assert.That((challenge["realm"], challenge["service"], challenge["scope"]), Is.EqualTo(("https://auth.docker.io/token", "registry.docker.io", "repository:istio/pilot:pull")));
    }

    [TestCase("""Bearer realm="https://gcr.io/v2/token",service=gcr.io""")]
    [TestCase("""bearer SERVICE=gcr.io , Realm = "https://gcr.io/v2/token" """)]
    [TestCase("""Bearer service="gcr.io",,realm=https://gcr.io/v2/token""")]
    public void Quotes_order_case_and_blanks_do_not_count(string header)
    {
        var challenge = Challenge.Read([header]).Single();
        Assert.That((challenge.IsBearer, challenge["realm"], challenge["service"], challenge["scope"]), Is.EqualTo((true, "https://gcr.io/v2/token", "gcr.io", (string?)null)));
    }

    [Test]
    public void Several_challenges_are_told_apart_in_one_header_and_in_several()
    {
        string[] one = ["""Negotiate, Basic realm="a, b=c", Bearer realm="https://x/t",scope="repository:a:pull,push" """];
        string[] several = ["Negotiate", """Basic realm="a, b=c" """, """Bearer realm="https://x/t",scope="repository:a:pull,push" """];
        foreach (var headers in new[] { one, several })
        {
            var challenges = Challenge.Read(headers);
            Assert.That(challenges.Select(challenge => challenge.Scheme), Is.EqualTo(new[] { "Negotiate", "Basic", "Bearer" }));
            Assert.That(challenges[1]["realm"], Is.EqualTo("a, b=c"));
            Assert.That(challenges[2]["scope"], Is.EqualTo("repository:a:pull,push"));
        }
    }

    [Test]
    public void An_escaped_quote_belongs_to_the_value() => Assert.That(Challenge.Read([""" Basic realm="a \"b\" \\c" """]).Single()["realm"], Is.EqualTo("""a "b" \c"""));

    [TestCase("")]
    [TestCase("   ")]
    [TestCase(",,,")]
    [TestCase("=")]
    [TestCase("\"\"")]
    public void What_is_no_challenge_is_none(string header) => Assert.That(Challenge.Read([header]), Is.Empty);

    [Test]
    public void A_quote_that_is_never_closed_ends_what_can_be_known()
    {
        var challenge = Challenge.Read(["""Bearer service=a,realm="https://evil"""]).Single();
        Assert.That((challenge["service"], challenge["realm"]), Is.EqualTo(("a", (string?)null)));
    }

    [Test]
    public void A_header_without_end_is_not_read() => Assert.That(Challenge.Read(["Bearer " + string.Concat(Enumerable.Repeat("a=b,", 100_000))]), Is.Empty);

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Nothing_that_is_sent_breaks_the_reader() => Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), pieces =>
    {
        var header = string.Join("Bearer a=\"", pieces);
        return Challenge.Read([header]).Count <= header.Length;
    });
}
