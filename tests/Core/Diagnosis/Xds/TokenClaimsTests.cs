using System.Buffers.Text;
using System.Text;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>What a token says of itself.</summary>
public sealed class TokenClaimsTests
{
    [Test]
    public void A_projected_token_names_its_account_pod_and_times()
    {
        var claims = TokenClaims.TryRead(Token("""
            {"aud":["istio-ca","x"],"exp":1795248600,"iat":1795248000.5,"iss":"https://kubernetes.default.svc","nbf":1795248000,"sub":"system:serviceaccount:edge:ingress",
             "kubernetes.io":{"namespace":"edge","serviceaccount":{"name":"ingress","uid":"u1"},"pod":{"name":"ingress-1","uid":"u2"}}}
            """))!;
        Assert.Multiple(() =>
        {
            Assert.That(claims.KeyId, Is.EqualTo("k1"));
            Assert.That(claims.Audiences, Is.EqualTo(new[] { "istio-ca", "x" }));
            Assert.That((claims.AccountUid, claims.Pod, claims.PodUid), Is.EqualTo(("u1", "ingress-1", "u2")));
            Assert.That((claims.Ends - claims.Issued, claims.Begins), Is.EqualTo((TimeSpan.FromMinutes(10), DateTimeOffset.FromUnixTimeSeconds(1795248000))));
        });
    }

    [Test]
    public void A_token_out_of_a_Secret_has_no_audience_and_no_end()
    {
        var claims = TokenClaims.TryRead(Token("""{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"edge","kubernetes.io/serviceaccount/service-account.uid":"u1","sub":"system:serviceaccount:edge:ingress"}"""))!;
        Assert.That((claims.Audiences.Count, claims.Ends, claims.AccountUid), Is.EqualTo((0, (DateTimeOffset?)null, "u1")));
    }

    [Test]
    public void An_audience_may_be_a_text_and_a_time_beyond_reason_is_none()
    {
        var claims = TokenClaims.TryRead(Token("""{"aud":"istio-ca","exp":1e300,"iat":"yesterday","nbf":-1}"""))!;
        Assert.That((claims.Audiences.Single(), claims.Ends, claims.Issued, claims.Begins), Is.EqualTo(("istio-ca", (DateTimeOffset?)null, (DateTimeOffset?)null, (DateTimeOffset?)null)));
    }

    [TestCase("")]
    [TestCase("opaque")]
    [TestCase("a.b.c")]
    [TestCase("..")]
    [TestCase("e30.W10.x")]
    [TestCase("e30.e30")]
    [TestCase("e30.e30.x.y")]
    public void What_is_no_token_is_none(string token) => Assert.That(TokenClaims.TryRead(token), Is.Null);

    [Test]
    public void A_token_of_megabytes_or_of_endless_depth_is_none()
    {
        Assert.That(TokenClaims.TryRead($"e30.{new string('A', 10_000_000)}.x"), Is.Null);
        Assert.That(TokenClaims.TryRead(Token(string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000))), Is.Null);
    }

    [Test]
    public void The_signature_is_not_kept() => Assert.That(TokenClaims.TryRead($"e30.e30.{new string('S', 40)}")!.ToString(), Does.Not.Contain("SSS"));

    private static string Token(string claims) => $"{Encode("""{"alg":"RS256","kid":"k1"}""")}.{Encode(claims)}.c2ln";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
