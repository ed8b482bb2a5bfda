using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Chains;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>A chain out of a file or a dump is taken apart, verified, and its fault said in words.</summary>
public sealed class ChainCheckTests
{
    private const string Identity = "spiffe://cluster.local/ns/beta/sa/web";

    private readonly TestAuthority root = TestAuthority.Make("Root CA");
    private readonly TestAuthority signing;
    private readonly TestAuthority leaf;

    public ChainCheckTests()
    {
        signing = TestAuthority.Make("Intermediate CA", root);
        leaf = Leaf(signing);
    }

    [Test]
    public void A_bundle_in_any_order_is_split_and_accepted()
    {
        var chain = Check(root.Pem + leaf.Pem + signing.Pem).Single();
        Assert.Multiple(() =>
        {
            Assert.That(chain.Leaf?.Fingerprint, Is.EqualTo(leaf.Certificate.GetCertHashString(HashAlgorithmName.SHA256)));
            Assert.That(chain.Intermediates.Select(one => one.Subject), Is.EqualTo(new[] { "O=Istio, CN=Intermediate CA" }));
            Assert.That(chain.Roots.Select(one => one.Subject), Is.EqualTo(new[] { "O=Istio, CN=Root CA" }));
            Assert.That(chain.Identity, Is.EqualTo(Identity));
            Assert.That(chain.TimeLeft, Is.EqualTo(TimeSpan.FromHours(24)));
            Assert.That((chain.Server.Accepts, chain.Client.Accepts, chain.Reason), Is.EqualTo((true, true, "")));
            Assert.That(chain.Findings, Is.Empty);
        });
    }

    [Test]
    public void A_missing_intermediate_is_said_in_words()
    {
        var chain = Check(leaf.Pem + root.Pem).Single();
        Assert.That(chain.Reason, Is.EqualTo($"'{Identity}' was issued by 'O=Istio, CN=Intermediate CA', which is neither in the chain nor in the roots"));
        Assert.That(chain.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.ChainRefused.Code }));
        Assert.That(chain.Server.Message, Does.Contain("X509_V_ERR 20"));
    }

    [Test]
    public void A_namesake_of_the_issuer_is_said_in_words()
    {
        var namesake = TestAuthority.Make("Intermediate CA", root);
        Assert.That(Check(leaf.Pem + namesake.Pem + root.Pem).Single().Reason, Does.StartWith($"'{Identity}' was not signed by the key of 'O=Istio, CN=Intermediate CA'"));
    }

    [Test]
    public void An_expired_leaf_is_said_in_words()
    {
        var old = Leaf(signing, plan => (plan.NotBefore, plan.NotAfter) = (TestAuthority.Now.AddDays(-1), TestAuthority.Now.AddHours(-1)));
        var chain = Check(old.Pem + signing.Pem + root.Pem).Single();
        Assert.That(chain.Reason, Is.EqualTo($"'{Identity}' ended 2026-11-21 07:00:00Z"));
        Assert.That(chain.TimeLeft, Is.EqualTo(TimeSpan.Zero));
        Assert.That(chain.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.Expired.Code }));
    }

    [Test]
    public void Without_a_root_the_rest_is_looked_at_and_that_is_said()
    {
        var chain = Check(leaf.Pem + signing.Pem).Single();
        Assert.That(chain.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.NoRootGiven.Code }));
        Assert.That(chain.Server.Accepts, Is.True);
    }

    [Test]
    public void Without_a_leaf_the_lowest_CA_is_looked_at()
    {
        var chain = Check(root.Pem + signing.Pem).Single();
        Assert.That((chain.Leaf, chain.Server.Accepts, chain.Client.Accepts), Is.EqualTo(((CertificateFacts?)null, true, true)));
        var broken = TestAuthority.Make("Intermediate CA", root, plan => plan.KeyUsage = X509KeyUsageFlags.DigitalSignature);
        Assert.That(Check(root.Pem + broken.Pem).Single().Findings.Select(finding => finding.Code), Does.Contain(CertificateFindings.MayNotSign.Code));
    }

    [Test]
    public void A_leaf_for_one_role_is_refused_in_the_other()
    {
        var server = Leaf(signing, plan => plan.ExtendedKeyUsage = ["1.3.6.1.5.5.7.3.1"]);
        var chain = Check(server.Pem + signing.Pem + root.Pem).Single();
        Assert.That((chain.Server.Accepts, chain.Client.Accepts), Is.EqualTo((true, false)));
        Assert.That(chain.Reason, Does.Contain("X509_V_ERR 26"));
    }

    [Test]
    public void A_leaf_without_an_identity_is_warned_about()
    {
        var web = Leaf(signing, plan => plan.Extensions.Clear());
        Assert.That(Check(web.Pem + signing.Pem + root.Pem).Single().Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.NoIdentity.Code }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_dump_of_Envoy_is_read_in_both_spellings(bool snake)
    {
        var chain = Check(Dump(snake, leaf.Pem + signing.Pem, root.Pem, "[redacted]")).Single();
        Assert.Multiple(() =>
        {
            Assert.That((chain.Name, chain.Identity, chain.Server.Accepts, chain.Client.Accepts), Is.EqualTo(("default", Identity, true, true)));
            Assert.That(chain.Roots, Has.Count.EqualTo(1));
            Assert.That(chain.Findings, Is.Empty);
        });
    }

    [Test]
    public void A_dump_with_the_old_root_says_why()
    {
        var chain = Check(Dump(true, leaf.Pem + signing.Pem, TestAuthority.Make("Root CA").Pem, "[redacted]")).Single();
        Assert.That(chain.Reason, Does.StartWith("'O=Istio, CN=Intermediate CA' was not signed by the key of 'O=Istio, CN=Root CA'"));
    }

    [Test]
    public void A_key_in_a_dump_is_reported_and_never_shown()
    {
        var dump = Dump(false, leaf.Pem + signing.Pem, root.Pem, leaf.KeyPem);
        var chain = Check(dump).Single();
        Assert.That(chain.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.LeakedKey.Code }));
        Assert.That(ChainCheck.KeysIn(Encoding.UTF8.GetBytes(dump), "dump.json"), Does.Contain(leaf.KeyPem).And.Contain(Convert.ToBase64String(Encoding.UTF8.GetBytes(leaf.KeyPem))));
    }

    [TestCase("", "it is empty")]
    [TestCase("hello", "it holds no PEM block")]
    [TestCase("{\"configs\": [", "is no valid JSON")]
    [TestCase("{\"configs\": []}", "holds no chain")]
    [TestCase("[1, null, {\"name\": \"x\", \"tls_certificate\": {\"certificate_chain\": 7}}]", "holds no chain")]
    public void What_is_neither_is_refused(string content, string why) =>
        Assert.That(() => Check(content), Fails.With(ExitCode.MalformedInput, why));

    [Test]
    public void A_secret_whose_chain_is_garbage_is_a_finding()
    {
        var chain = Check("""{"name": "default", "tls_certificate": {"certificate_chain": {"inline_bytes": "AAAA"}}}""").Single();
        Assert.That(chain.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.ChainRefused.Code }));
    }

    private static IReadOnlyList<CheckedChain> Check(string content) => ChainCheck.Of(Encoding.UTF8.GetBytes(content), "file", TestAuthority.Now, TimeSpan.FromDays(30));

    internal static TestAuthority Leaf(TestAuthority issuer, Action<TestAuthority.Plan>? change = null) => TestAuthority.Make("", issuer, plan =>
    {
        (plan.Name, plan.Authority, plan.KeyUsage, plan.ExtendedKeyUsage) = ("", false, X509KeyUsageFlags.DigitalSignature, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
        (plan.NotBefore, plan.NotAfter) = (TestAuthority.Now.AddMinutes(-2), TestAuthority.Now.AddHours(24));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Identity));
        plan.Extensions.Add(names.Build(critical: true));
        change?.Invoke(plan);
    });

    private static string Dump(bool snake, string chain, string roots, string key)
    {
        string Name(string camel) => snake ? string.Concat(camel.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : letter.ToString())) : camel;
        JsonObject Bytes(string text) => new() { [Name("inlineBytes")] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) };
        var secrets = new JsonArray(
            new JsonObject { ["name"] = "default", ["secret"] = new JsonObject { ["name"] = "default", [Name("tlsCertificate")] = new JsonObject { [Name("certificateChain")] = Bytes(chain), [Name("privateKey")] = Bytes(key) } } },
            new JsonObject { ["name"] = "ROOTCA", ["secret"] = new JsonObject { ["name"] = "ROOTCA", [Name("validationContext")] = new JsonObject { [Name("trustedCa")] = Bytes(roots) } } });
        var dump = new JsonObject { [Name("dynamicActiveSecrets")] = secrets };
        return (snake ? new JsonObject { ["configs"] = new JsonArray(new JsonObject { ["@type"] = "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump" }, dump) } : dump).ToJsonString();
    }
}
