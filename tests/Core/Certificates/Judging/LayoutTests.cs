using System.Security.Cryptography;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>The other two layouts, and algorithms.</summary>
public sealed class LayoutTests
{
    [Test]
    public void The_layout_of_cert_manager_is_judged_alike()
    {
        var good = TestBundle.Make();
        var tls = new TestBundle { Layout = CaLayout.Tls }.With("tls.crt", good.Signing.Pem).With("tls.key", good.Signing.KeyPem).With("ca.crt", good.Root.Pem);
        Assert.That(tls.Examine().Findings, Is.Empty);
        Assert.That(new CaBundle("x", CaLayout.Tls, tls.Without("ca.crt").Bundle.Files).Chain, Is.Null);
        Assert.That(tls.Examine().Findings.Select(finding => finding.Subject), Is.EqualTo(new[] { "ca.crt in ca/locust-eks" }));
        tls.With("ca.crt", good.Root.Pem);
        Assert.That(tls.Without("tls.key").Examine().Findings.Select(finding => finding.Subject), Is.EqualTo(new[] { "tls.key in ca/locust-eks" }));
        Assert.That(tls.With("tls.key", TestAuthority.Make("other").KeyPem).Examine().Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.KeyMismatch.Code }));
    }

    [Test]
    public void The_CA_that_istiod_made_itself_is_judged_alike()
    {
        var root = TestAuthority.Make("cluster.local");
        var own = new TestBundle { Layout = CaLayout.SelfSigned }.With("ca-cert.pem", root.Pem).With("ca-key.pem", root.KeyPem).With("cert-chain.pem", "").With("root-cert.pem", "");
        Assert.That(own.Examine().Findings, Is.Empty);
        Assert.That(own.Without("ca-key.pem").Examine().Istiod.Message, Does.Contain("failed to create a self-signed istiod CA"));
    }

    [Test]
    public void A_signature_by_PSS_is_verified()
    {
        var bundle = TestBundle.Make(root: plan => plan.Key = RSA.Create(2048), signing: plan => plan.Padding = RSASignaturePadding.Pss);
        Assert.That(bundle.Examine().Findings, Is.Empty);
        bundle.With("root-cert.pem", TestAuthority.Make("Root CA", null, plan => plan.Key = RSA.Create(2048)).Pem);
        Assert.That(bundle.Examine().Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.SameNameOtherKey.Code }));
    }

    [Test]
    public void An_algorithm_that_is_unknown_is_never_called_good()
    {
        // Ed25519, from RFC 8410, section 10: its key as the signing key.
        var bundle = TestBundle.Make().With("ca-key.pem", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n");
        var report = bundle.Examine();
        Assert.Multiple(() =>
        {
            Assert.That(report.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.UnknownAlgorithm.Code }));
            Assert.That(report.Server.ToString(), Is.EqualTo("refuses: cannot be told: the signing key's algorithm is unknown here"));
        });
    }

    [Test]
    public void Three_levels_work_when_every_level_is_there()
    {
        var root = TestAuthority.Make("Root CA");
        var middle = TestAuthority.Make("Middle CA", root, plan => plan.PathLength = null);
        var low = TestAuthority.Make("Intermediate CA", middle, plan => plan.NotAfter = TestAuthority.Now.AddYears(2));
        var bundle = new TestBundle().With("ca-cert.pem", low.Pem).With("ca-key.pem", low.KeyPem).With("cert-chain.pem", low.Pem + middle.Pem + root.Pem).With("root-cert.pem", root.Pem);
        Assert.That(bundle.Examine().Findings, Is.Empty);
        Assert.That(bundle.With("cert-chain.pem", low.Pem + root.Pem).Examine().Findings.Select(finding => finding.Evidence.Split('\n')[0]),
            Is.EqualTo(new[] { "'O=Istio, CN=Intermediate CA' was issued by 'O=Istio, CN=Middle CA', which is neither in the chain nor in root-cert.pem" }));
    }

    [Test]
    public void Independent_flaws_are_all_named_worst_first()
    {
        var bundle = TestBundle.Make(signing: plan => (plan.KeyUsage, plan.NotAfter) = (System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.DigitalSignature, TestAuthority.Now.AddDays(3)));
        Assert.That(bundle.Examine().Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.MayNotSign.Code, CertificateFindings.EndsSoon.Code }));
    }
}
