using System.Text;
using Mesh.Core.Certificates;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>Trust has a direction.</summary>
public sealed class TrustTests
{
    [Test]
    public void Clusters_of_one_root_trust_each_other()
    {
        var root = TestAuthority.Make("Root CA");
        var (one, two) = (Cluster(root, "one"), Cluster(root, "two"));
        Assert.That(Both(one, two).Concat(Both(two, one)), Is.All.EqualTo(Judgement.Accepted));
    }

    [Test]
    public void A_bundle_of_two_roots_trusts_one_that_does_not_trust_it()
    {
        var (old, fresh) = (TestAuthority.Make("Old root"), TestAuthority.Make("New root"));
        var (one, two) = (Cluster(old, "one").With("root-cert.pem", old.Pem + fresh.Pem), Cluster(fresh, "two"));
        Assert.That(Both(two, one), Is.All.EqualTo(Judgement.Accepted));
        Assert.That(Both(one, two).Select(judgement => judgement.Message), Is.All.Contain("X509_V_ERR 19"));
    }

    [Test]
    public void An_intermediate_trusted_as_root_trusts_no_other_cluster()
    {
        var root = TestAuthority.Make("Root CA");
        var (one, two) = (Cluster(root, "one"), Cluster(root, "two"));
        two.With("root-cert.pem", two.Signing.Pem);
        Assert.That(Both(two, two).Concat(Both(two, one)), Is.All.EqualTo(Judgement.Accepted));
        Assert.That(Both(one, two).Select(judgement => judgement.Accepts), Is.All.False);
    }

    [Test]
    public void A_chain_that_was_seen_is_verified_as_well()
    {
        var root = TestAuthority.Make("Root CA");
        var signing = TestAuthority.Make("Intermediate CA", root);
        var chain = Encoding.UTF8.GetBytes(ChainCheckTests.Leaf(signing).Pem + signing.Pem);
        Assert.That(Trust.Of(chain, Encoding.UTF8.GetBytes(root.Pem), Role.Server, TestAuthority.Now), Is.EqualTo(Judgement.Accepted));
        Assert.That(Trust.Of(chain, Encoding.UTF8.GetBytes(TestAuthority.Make("Root CA").Pem), Role.Client, TestAuthority.Now).Accepts, Is.False);
        Assert.That(Trust.Of("nothing"u8.ToArray(), chain, Role.Client, TestAuthority.Now).Accepts, Is.False);
    }

    private static IEnumerable<Judgement> Both(TestBundle issuer, TestBundle verifier) =>
        new[] { Role.Server, Role.Client }.Select(role => Trust.Of(issuer.Bundle, verifier.Bundle, role, TestAuthority.Now));

    private static TestBundle Cluster(TestAuthority root, string name)
    {
        var signing = TestAuthority.Make(name, root);
        return new TestBundle { Root = root, Signing = signing }.With("ca-cert.pem", signing.Pem).With("ca-key.pem", signing.KeyPem).With("cert-chain.pem", signing.Pem + root.Pem).With("root-cert.pem", root.Pem);
    }
}
