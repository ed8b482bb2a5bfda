using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>What stands in the way: one clear error, and nothing is written.</summary>
public sealed class BrokenTests
{
    [TestCase("root/root-key.pem", "ca/root/root-cert.pem is there without root-key.pem", TestName = "A_root_without_its_key")]
    [TestCase("root/root-cert.pem", "ca/root/root-key.pem is there without root-cert.pem", TestName = "A_root_key_without_its_certificate")]
    [TestCase("a/ca-key.pem", "ca/a is incomplete: ca-key.pem not there", TestName = "An_intermediate_without_its_key")]
    [TestCase("a/ca-cert.pem", "ca/a is incomplete: ca-cert.pem not there", TestName = "A_key_without_its_intermediate")]
    [TestCase("a/cert-chain.pem", "ca/a is incomplete: cert-chain.pem not there", TestName = "A_folder_without_its_chain")]
    [TestCase("a/root-cert.pem", "ca/a is incomplete: root-cert.pem not there", TestName = "A_folder_without_its_root")]
    public async Task What_is_incomplete_is_not_made_up(string file, string reason)
    {
        using var site = new CaSite();
        await site.RunAsync();
        File.Delete(site.At($"ca/{file}"));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.NoInput, reason)));
        Assert.That(refusal.Remedy, Does.Contain("--rotate"));
    }

    [TestCase("root/root-cert.pem", "", "ca/root/root-cert.pem holds no certificate in PEM")]
    [TestCase("root/root-cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "ca/root/root-cert.pem holds a certificate that cannot be read")]
    [TestCase("root/root-key.pem", "", "ca/root/root-key.pem holds no private key that istiod takes")]
    [TestCase("root/root-key.pem", "{ENCRYPTED PRIVATE KEY}", "ca/root/root-key.pem is encrypted, which istiod refuses")]
    [TestCase("a/ca-key.pem", "{PRIVATE KEY}", "ca/a/ca-key.pem holds no private key that istiod takes")]
    [TestCase("a/ca-cert.pem", "\0\0\0", "ca/a holds no certificate in PEM")]
    [TestCase("b/cert-chain.pem", "text", "ca/b holds no certificate in PEM")]
    public async Task What_is_garbled_is_named(string file, string content, string reason)
    {
        using var site = new CaSite();
        await site.RunAsync();
        // In full it would stand in the name of the test, and who looks for keys in test results would find it.
        site.Write($"ca/{file}", content is ['{', .. var label, '}'] ? $"-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n" : content);

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(refusal.Reason, Does.StartWith(reason));
    }

    [TestCase("b/ca-key.pem", "a/ca-key.pem", "ca/a holds a CA that is not right: its certificate is not that of its key")]
    [TestCase("b/cert-chain.pem", "a/cert-chain.pem", "ca/a holds a CA that is not right: its chain does not begin with its certificate")]
    [TestCase("b/ca-cert.pem", "a/root-cert.pem", "ca/a holds a CA that is not right: the root is not among its roots")]
    [TestCase("a/ca-key.pem", "root/root-key.pem", "ca/root/root-key.pem is not the key of ca/root/root-cert.pem")]
    [TestCase("a/ca-cert.pem", "root/root-cert.pem", "ca/root/root-cert.pem cannot sign for a cluster: it is no root but was issued by O=Istio, CN=Root CA")]
    [TestCase("a/cert-chain.pem", "root/root-cert.pem", "ca/root/root-cert.pem holds several certificates, and must hold one")]
    public async Task What_does_not_belong_together_is_an_error(string from, string to, string reason)
    {
        using var site = new CaSite();
        await site.RunAsync();
        File.Copy(site.At($"ca/{from}"), site.At($"ca/{to}"), overwrite: true);

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, reason)));
    }

    [Test]
    public async Task Intermediates_of_another_root_of_the_same_name_are_told_by_their_signature()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        Directory.Delete(site.At("ca/root"), recursive: true);
        Directory.Move(site.At("ca/a"), site.At("old"));
        await site.RunAsync();
        Directory.Delete(site.At("ca/a"), recursive: true);
        Directory.Move(site.At("old"), site.At("ca/a"));

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(refusal.Reason, Does.StartWith("ca/a holds a CA that is not right: its certificate is not signed by the root O=Istio, CN=Root CA; P-256; 2026-11-21 to 2036-11-18; SHA-256 "));
    }

    [Test]
    public async Task Every_folder_that_stands_in_the_way_is_named()
    {
        using var site = new CaSite("a", "b", "c");
        await site.RunAsync();
        File.Delete(site.At("ca/a/ca-key.pem"));
        site.Write("ca/c/ca-key.pem", "");

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.NoInput,
            "ca/a is incomplete: ca-key.pem not there; ca/c/ca-key.pem holds no private key that istiod takes: RSA or elliptic curve, in PEM")));
    }

    [Test]
    public async Task An_expired_root_is_not_used()
    {
        using var site = new CaSite();
        await site.RunAsync();
        site.Time.Advance(TimeSpan.FromDays(3650));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, "ca/root/root-cert.pem cannot sign for a cluster: its certificate ended on 2036-11-18")));
        Assert.That(refusal.Remedy, Does.Contain("--rotate-root"));
    }

    [Test]
    public async Task An_expired_intermediate_is_not_kept()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        site.Time.Advance(TimeSpan.FromDays(1825));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, "ca/a holds a CA that is not right: its certificate ended on 2031-11-20")));
        await site.RunAsync(CaRotation.Intermediates);
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(1));
    }

    [Test]
    public async Task A_root_of_the_future_is_not_used()
    {
        using var site = new CaSite("a");
        site.Time.Advance(TimeSpan.FromDays(2));
        await site.RunAsync();
        using var past = new CaSite("b");
        Directory.CreateDirectory(past.At("ca"));
        Directory.Move(site.At("ca/root"), past.At("ca/root"));

        var refusal = await past.RefusedAsync();

        Assert.That(refusal.Reason, Is.EqualTo("ca/root/root-cert.pem cannot sign for a cluster: its certificate is valid only from 2026-11-23 on"));
    }

    [TestCase(null, false, 0, true, "its certificate is not that of a CA (basicConstraints CA:TRUE)", TestName = "A_root_without_basicConstraints")]
    [TestCase(false, false, 0, true, "its certificate is not that of a CA (basicConstraints CA:TRUE)", TestName = "A_root_that_is_no_CA")]
    [TestCase(true, false, 0, false, "its certificate may not sign others (keyUsage without keyCertSign)", TestName = "A_root_that_may_not_sign")]
    [TestCase(true, true, 0, true, "its path length is 0, so that every workload's certificate would be refused", TestName = "A_root_of_path_length_0")]
    [TestCase(true, true, 1, true, null, TestName = "A_root_of_path_length_1")]
    public async Task A_root_made_elsewhere_must_be_able_to_sign(bool? authority, bool hasPathLength, int pathLength, bool maySign, string? why)
    {
        using var site = new CaSite("a");
        Foreign.Root(site, authority, hasPathLength, pathLength, maySign);

        if (why is null)
        {
            Assert.That((await site.RunAsync()).Made, Is.EqualTo(1));
            return;
        }

        var refusal = await site.RefusedAsync();
        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, $"ca/root/root-cert.pem cannot sign for a cluster: {why}")));
    }

    [Test]
    public async Task A_root_of_RSA_in_the_old_form_and_with_CRLF_is_used()
    {
        using var site = new CaSite("a");
        using var key = RSA.Create(2048);
        using var root = Foreign.SelfSigned(site, new CertificateRequest("CN=Old root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        site.Write("ca/root/root-cert.pem", ("Certificate:\n    Data: as openssl x509 -text prints it\n" + root.ExportCertificatePem() + "\n").ReplaceLineEndings("\r\n"));
        site.Write("ca/root/root-key.pem", key.ExportRSAPrivateKeyPem().ReplaceLineEndings("\r\n"));

        await site.RunAsync();

        using var intermediate = site.Certificate("ca/a/ca-cert.pem");
        Assert.That((intermediate.Issuer, intermediate.SignatureAlgorithm.Value), Is.EqualTo(("CN=Old root", "1.2.840.113549.1.1.11")));
        Assert.That(File.ReadAllText(site.At("ca/a/root-cert.pem")), Is.EqualTo(root.ExportCertificatePem() + "\n"));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(1));
    }
}
