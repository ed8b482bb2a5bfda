using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>What is refused of what comes back from a root elsewhere, and what is taken with a warning.</summary>
public sealed class SignedElsewhereTests
{
    [Test]
    public async Task A_certificate_of_another_key_is_refused()
    {
        using var site = await Elsewhere.SignedAsync();
        File.Copy(site.At("ca/b/ca-cert.pem"), site.At("ca/a/ca-cert.pem"), overwrite: true);

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, "ca/a/ca-cert.pem cannot be the CA of a: its certificate is not that of its key")));
        Assert.That(refusal.Remedy, Does.StartWith("Have ca/a/ca.csr signed by the key of ca/root/root-cert.pem with basicConstraints critical CA:TRUE pathlen:0"));
    }

    [Test]
    public async Task A_certificate_of_another_root_is_refused()
    {
        using var site = await Elsewhere.SignedAsync();
        Foreign.Root(site);

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.Reason, Does.StartWith("ca/a/ca-cert.pem cannot be the CA of a: its certificate is not signed by the root CN=Root, O=Elsewhere; P-256; ").And.Contain("; ca/b/ca-cert.pem cannot"));
    }

    [TestCase(0, "its certificate is not that of a CA (basicConstraints CA:TRUE)", TestName = "Signed_without_basicConstraints")]
    [TestCase(1, "its certificate may not sign others (keyUsage without keyCertSign)", TestName = "Signed_without_keyCertSign")]
    [TestCase(2, "its extended key usage leaves out what workloads need, server and client authentication", TestName = "Signed_for_servers_only")]
    public async Task A_certificate_that_would_break_workloads_is_refused(int flaw, string why)
    {
        using var site = await Elsewhere.SignedAsync();
        Foreign.Sign(site, "a", request =>
        {
            switch (flaw)
            {
                case 0:
                    request.CertificateExtensions.Remove(request.CertificateExtensions.OfType<X509BasicConstraintsExtension>().Single());
                    break;
                case 1:
                    request.CertificateExtensions.Remove(request.CertificateExtensions.OfType<X509KeyUsageExtension>().Single());
                    request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
                    break;
                default:
                    request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
                    break;
            }
        });

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, $"ca/a/ca-cert.pem cannot be the CA of a: {why}")));
    }

    [Test]
    public async Task A_certificate_that_works_and_is_not_of_the_profile_is_taken_with_a_warning()
    {
        using var site = await Elsewhere.SignedAsync();
        Foreign.Sign(site, "a", request =>
        {
            request.CertificateExtensions.Clear();
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, false));
        }, days: 3000);

        Assert.That((await site.RunAsync()).Made, Is.EqualTo(2));
        var finding = site.Journal.Findings.Single();
        Assert.That((finding.Code, finding.Subject, finding.Evidence), Is.EqualTo(("CA053", "ca/a",
            "no path length 0, basicConstraints not critical, no keyUsage, no subject key identifier, no authority key identifier")));
    }

    [Test]
    public async Task New_requests_come_with_new_keys_and_the_old_folders_are_kept_aside()
    {
        using var site = await Elsewhere.SignedAsync();
        await site.RunAsync();
        var before = site.Snapshot();

        Assert.That((await site.RunAsync(CaRotation.Intermediates)).Waiting, Is.EqualTo(2));

        var after = site.Snapshot();
        Assert.That(after["ca/a.20261121T080000Z/ca-key.pem"], Is.EqualTo(before["ca/a/ca-key.pem"]));
        Assert.That(after["ca/a/ca-key.pem"], Is.Not.EqualTo(before["ca/a/ca-key.pem"]));
        Assert.That(after.Keys, Has.No.Member("ca/a/ca-cert.pem"));
        Assert.That(after["ca/root/root-cert.pem"], Is.EqualTo(before["ca/root/root-cert.pem"]));
    }

    [Test]
    public async Task A_new_root_is_not_to_be_had_here()
    {
        using var site = Elsewhere.Site();

        var refusal = await site.RefusedAsync(CaRotation.Root);

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(refusal.Remedy, Does.Contain("--rotate").And.Contain("ca/root/root-cert.pem"));
    }

    [Test]
    public async Task A_certificate_without_its_key_is_refused()
    {
        using var site = await Elsewhere.SignedAsync();
        File.Delete(site.At("ca/a/ca-key.pem"));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.NoInput, "ca/a holds no ca-key.pem to what else is there")));
    }
}
