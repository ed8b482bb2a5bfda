using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>Every way to break a CA gives exactly its finding, and each verifier's verdict.</summary>
public sealed class ExaminationTests
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string Unknown = "x509: certificate signed by unknown authority";

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return Row("nothing", TestBundle.Make(), null);
        yield return Row("no basicConstraints", TestBundle.Make(signing: plan => plan.Authority = null), CertificateFindings.NotAnAuthority,
            "certificate is not authorized to sign other certificates", "depth 1: invalid CA certificate:TLS_error_end (X509_V_ERR 24)", "X509_V_ERR 24");
        yield return Row("a leaf", TestBundle.Make(signing: plan => (plan.Authority, plan.KeyUsage, plan.ExtendedKeyUsage) = (false, X509KeyUsageFlags.DigitalSignature, [ServerAuth, ClientAuth])),
            CertificateFindings.NotAnAuthority, "not authorized to sign", "X509_V_ERR 20", "X509_V_ERR 20");
        yield return Row("no keyCertSign", TestBundle.Make(signing: plan => plan.KeyUsage = X509KeyUsageFlags.DigitalSignature), CertificateFindings.MayNotSign, null, "X509_V_ERR 20", "X509_V_ERR 20");
        yield return Row("only serverAuth", TestBundle.Make(signing: plan => plan.ExtendedKeyUsage = [ServerAuth]), CertificateFindings.UsageExcludes, null, null, "unsupported certificate purpose:TLS_error_end (X509_V_ERR 26)");
        yield return Row("only clientAuth", TestBundle.Make(signing: plan => plan.ExtendedKeyUsage = [ClientAuth]), CertificateFindings.UsageExcludes, "x509: certificate specifies an incompatible key usage", "X509_V_ERR 26", null);
        yield return Row("any usage", TestBundle.Make(signing: plan => plan.ExtendedKeyUsage = ["2.5.29.37.0"]), CertificateFindings.UsageExcludes, null, "X509_V_ERR 26", "X509_V_ERR 26");
        yield return Row("both usages", TestBundle.Make(signing: plan => plan.ExtendedKeyUsage = [ServerAuth, ClientAuth]), CertificateFindings.UsagePresent);
        yield return Row("root with pathlen 0", TestBundle.Make(root: plan => plan.PathLength = 0), CertificateFindings.PathTooShort, null,
            "pilot-agent, before Envoy: x509: too many intermediates for path length constraint", "istiod, before Envoy: x509: too many intermediates for path length constraint");
        yield return Row("root without CA rights", TestBundle.Make(root: plan => plan.Authority = null), CertificateFindings.NotAnAuthority,
            "parent certificate cannot sign this kind of certificate", "pilot-agent, before Envoy: x509", "istiod, before Envoy: x509");
        yield return Row("root without keyCertSign", TestBundle.Make(root: plan => plan.KeyUsage = X509KeyUsageFlags.DigitalSignature), CertificateFindings.MayNotSign, Unknown, "X509_V_ERR 20", "X509_V_ERR 20");
        yield return Row("expired intermediate", TestBundle.Make(signing: plan => plan.NotAfter = TestAuthority.Now.AddHours(-1)), CertificateFindings.Expired,
            "x509: certificate has expired or is not yet valid: current time 2026-11-21T08:00:00Z is after 2026-11-21T07:00:00Z", "depth 1: certificate has expired:TLS_error_end (X509_V_ERR 10)", "X509_V_ERR 10");
        yield return Row("expired root", TestBundle.Make(root: plan => plan.NotAfter = TestAuthority.Now.AddHours(-1)), CertificateFindings.Expired, "is after", "depth 2: certificate has expired", "X509_V_ERR 10");
        yield return Row("root of the future", TestBundle.Make(root: plan => plan.NotBefore = TestAuthority.Now.AddHours(1)), CertificateFindings.NotYetValid, "is before 2026-11-21T09:00:00Z", "X509_V_ERR 9", "X509_V_ERR 9");
        yield return Row("ends soon", TestBundle.Make(signing: plan => plan.NotAfter = TestAuthority.Now.AddDays(10)), CertificateFindings.EndsSoon);
        yield return Row("outlives its root", TestBundle.Make(signing: plan => plan.NotAfter = TestAuthority.Now.AddYears(11)), CertificateFindings.OutlivesIssuer);
        yield return Row("RSA 1024", TestBundle.Make(signing: plan => plan.Key = RSA.Create(1024)), CertificateFindings.WeakKey);
        yield return Row("a curve of its own", TestBundle.Make(signing: plan => plan.Key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"))), CertificateFindings.WeakKey);
        yield return Row("SHA-1", TestBundle.Make(root: plan => plan.Key = RSA.Create(2048), signing: plan => plan.Sha1 = true), CertificateFindings.WeakSignature,
            Unknown + " (possibly because of \"x509: cannot verify signature: insecure algorithm SHA1-RSA\" while trying to verify candidate authority certificate \"Root CA\")", "pilot-agent, before Envoy: x509", "istiod, before Envoy: x509");
        yield return Row("serial numbers alike", TestBundle.Make(root: plan => plan.Serial = [9], signing: plan => plan.Serial = [9]), CertificateFindings.SerialRepeated);
        yield return Row("serial number zero", TestBundle.Make(signing: plan => plan.Serial = [0]), CertificateFindings.SerialShort);
        yield return Row("another key's identifier", TestBundle.Make(signing: plan => plan.AuthorityKeyId = [1, 2, 3]), CertificateFindings.IdentifierMismatch, null, "depth 1: unable to get local issuer certificate:TLS_error_end (X509_V_ERR 20)", "X509_V_ERR 20");
        yield return Row("no identifiers", TestBundle.Make(signing: plan => plan.Identifiers = false), CertificateFindings.IdentifierMissing);
        yield return Row("no cRLSign", TestBundle.Make(signing: plan => plan.KeyUsage = X509KeyUsageFlags.KeyCertSign), CertificateFindings.NoRevocationLists);
        yield return Row("names of another domain", TestBundle.Make(root: plan => plan.Extensions.Add(TestAuthority.Names("web.example"))), CertificateFindings.NamesForbidden, null,
            "depth 0: permitted subtree violation:TLS_error_end (X509_V_ERR 47)", "X509_V_ERR 47");
        yield return Row("the domain's names excluded", TestBundle.Make(signing: plan => plan.Extensions.Add(TestAuthority.Names("cluster.local", permitted: false))), CertificateFindings.NamesForbidden, null,
            "depth 0: excluded subtree violation:TLS_error_end (X509_V_ERR 48)", "X509_V_ERR 48");
        yield return Row("names of the domain", TestBundle.Make(root: plan => plan.Extensions.Add(TestAuthority.Names("cluster.local"))), CertificateFindings.NamesConstrained);
        yield return Row("an extension nobody knows", TestBundle.Make(signing: plan => plan.Extensions.Add(new X509Extension("1.2.3.4.5", [0x05, 0x00], true))), CertificateFindings.RefusedOtherwise, "x509: unhandled critical extension", "X509_V_ERR 34", "X509_V_ERR 34");

        var good = TestBundle.Make();
        yield return Row("the key of another", TestBundle.Make().With("ca-key.pem", good.Signing.KeyPem), CertificateFindings.KeyMismatch, "the cert does not match the key: tls: private key does not match public key", "X509_V_ERR 7", "X509_V_ERR 7");
        yield return Row("the root of another", TestBundle.Make().With("root-cert.pem", TestAuthority.Make("Other root").Pem), CertificateFindings.NoWayToRoot, Unknown, "depth 2: self signed certificate in certificate chain:TLS_error_end (X509_V_ERR 19)", "X509_V_ERR 19");
        yield return Row("another root of the same name", TestBundle.Make().With("root-cert.pem", good.Root.Pem), CertificateFindings.SameNameOtherKey, Unknown, "X509_V_ERR 19", "X509_V_ERR 19");
        yield return Row("a chain without the CA", TestBundle.Make() is var bare ? bare.With("cert-chain.pem", bare.Root.Pem) : null!, CertificateFindings.ChainLacksSigner, null, "depth 0: unable to get local issuer certificate", "X509_V_ERR 20");
        yield return Row("an empty chain", TestBundle.Make().With("cert-chain.pem", ""), CertificateFindings.ChainLacksSigner, null, "X509_V_ERR 20", "X509_V_ERR 20");
        yield return Row("a chain with the root first", TestBundle.Make() is var turned ? turned.With("cert-chain.pem", turned.Root.Pem + turned.Signing.Pem) : null!, CertificateFindings.ChainOrder);
        yield return Row("a chain with a stranger", TestBundle.Make() is var more ? more.With("cert-chain.pem", more.Signing.Pem + more.Root.Pem + good.Signing.Pem) : null!, CertificateFindings.ChainSurplus);
        yield return Row("the intermediate as root", TestBundle.Make() is var low ? low.With("root-cert.pem", low.Signing.Pem) : null!, CertificateFindings.IntermediateAsRoot);
        yield return Row("the root itself", TestBundle.Make() is var one ? one.With("ca-cert.pem", one.Root.Pem).With("ca-key.pem", one.Root.KeyPem).With("cert-chain.pem", one.Root.Pem) : null!, CertificateFindings.RootSigns);
        yield return Row("two roots", TestBundle.Make() is var two ? two.With("root-cert.pem", two.Root.Pem + TestAuthority.Make("New root").Pem) : null!, CertificateFindings.OtherRoot);
        yield return Row("an expired root beside", TestBundle.Make() is var old ? old.With("root-cert.pem", old.Root.Pem + TestAuthority.Make("Old root", null, plan => plan.NotAfter = TestAuthority.Now.AddHours(-1)).Pem) : null!, CertificateFindings.OtherRootExpired);
        yield return Row("a leaf among the roots", TestBundle.Make() is var odd ? odd.With("root-cert.pem", odd.Root.Pem + TestAuthority.Make("web", null, plan => plan.Authority = false).Pem) : null!, CertificateFindings.RootNotAuthority);
        yield return Row("the root twice", TestBundle.Make() is var twice ? twice.With("root-cert.pem", twice.Root.Pem + twice.Root.Pem) : null!, CertificateFindings.RootRepeated);
        yield return Row("CRLF", TestBundle.Make() is var crlf ? crlf.With("root-cert.pem", crlf.Root.Pem.Replace("\n", "\r\n", StringComparison.Ordinal)) : null!, CertificateFindings.PemCarriageReturns);
        yield return Row("a byte order mark", TestBundle.Make() is var mark ? mark.With("root-cert.pem", "\uFEFF" + mark.Root.Pem) : null!, CertificateFindings.HiddenBlock, Unknown, "Failed to load trusted CA certificates from <inline>", "Failed to load trusted CA certificates from <inline>");
        yield return Row("the root's key among the roots", TestBundle.Make() is var leak ? leak.With("root-cert.pem", leak.Root.Pem + leak.Root.KeyPem) : null!, CertificateFindings.LeakedKey);
        yield return Row("DER", TestBundle.Make() is var der ? der.With("ca-cert.pem", der.Signing.Certificate.RawData) : null!, CertificateFindings.FileUnreadable, "failed to parse cert PEM: invalid PEM encoded certificate", "no certificate is issued", "no certificate is issued");
        yield return Row("PKCS#12", TestBundle.Make() is var pfx ? pfx.With("ca-cert.pem", pfx.Signing.Certificate.Export(X509ContentType.Pfx)) : null!, CertificateFindings.FileUnreadable, "invalid PEM", "no certificate is issued", "no certificate is issued");
        yield return Row("a cut root", TestBundle.Make() is var cut ? cut.With("root-cert.pem", cut.Root.Pem[..300]) : null!, CertificateFindings.FileUnreadable, Unknown, "Failed to load trusted CA", "Failed to load trusted CA");
        yield return Row("an empty file", TestBundle.Make().With("ca-key.pem", " \n"), CertificateFindings.KeyUnreadable, "failed to parse private key PEM: invalid PEM-encoded key", "no certificate is issued", "no certificate is issued");
        yield return Row("an encrypted key", TestBundle.Make().With("ca-key.pem", good.Signing.Key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1))),
            CertificateFindings.KeyUnreadable, "failed to parse private key PEM: unsupported PEM block type for a private key: ENCRYPTED PRIVATE KEY", "no certificate is issued", "no certificate is issued");
        yield return Row("curve parameters before the key", TestBundle.Make() is var ec ? ec.With("ca-key.pem", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ec.Signing.KeyPem) : null!,
            CertificateFindings.KeyUnreadable, "unsupported PEM block type for a private key: EC PARAMETERS", "no certificate is issued", "no certificate is issued");
        foreach (var file in new[] { "ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem" })
        {
            yield return Row($"no {file}", TestBundle.Make().Without(file), CertificateFindings.FileMissing, "Error: failed to create discovery service: failed to create CA: failed to create an istiod CA: incomplete signing CA bundle detected",
                file switch { "root-cert.pem" => "Failed to load trusted CA", "cert-chain.pem" => "X509_V_ERR 20", _ => "no certificate is issued" }, "");
        }
    }

    [TestCaseSource(nameof(Rows))]
    public void A_broken_CA_gives_exactly_its_finding_and_every_verdict(CaBundle bundle, FindingKind? expected, string? istiod, string? server, string? client)
    {
        var report = CaExamination.Of(bundle, TestAuthority.Now, TimeSpan.FromDays(30));
        Assert.Multiple(() =>
        {
            Assert.That(report.Findings.Select(finding => $"{finding.Code} {finding.Evidence}"), expected is null ? Is.Empty : Has.Exactly(1).StartsWith(expected.Code).And.Exactly(1).Items);
            Expect(report.Istiod, istiod);
            Expect(report.Server, server);
            Expect(report.Client, client);
            Assert.That(report.Findings.Select(finding => finding.Evidence.Split('\n')[1..]), Is.All.EqualTo(new[]
            {
                $"istiod: {report.Istiod}", $"Envoy on a server's certificate: {report.Server}", $"Envoy on a client's certificate: {report.Client}",
            }));
        });

        static void Expect(Judgement judgement, string? message) => Assert.That(judgement.ToString(), message is null ? Is.EqualTo("accepts") : Does.StartWith("refuses: ").And.Contain(message));
    }

    private static TestCaseData Row(string what, TestBundle bundle, FindingKind? expected, string? istiod = null, string? server = null, string? client = null) =>
        new TestCaseData(bundle.Bundle, expected, istiod, server, client).SetName($"{{m}}({what})");
}
