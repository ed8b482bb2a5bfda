using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>A root whose key is kept elsewhere: requests out, certificates in.</summary>
public sealed class ExternalRootTests
{
    [Test]
    public async Task The_first_run_writes_a_key_and_a_request_per_cluster_and_says_what_to_sign()
    {
        using var site = Site();

        var result = await site.RunAsync();

        Assert.That(result, Is.EqualTo(new CaCreationResult(false, 0, 0, 2)));
        Assert.That(site.Snapshot().Keys.Where(name => name.StartsWith("ca", StringComparison.Ordinal)), Is.EquivalentTo(["ca", "ca/a", "ca/a/ca-key.pem", "ca/a/ca.csr", "ca/b", "ca/b/ca-key.pem", "ca/b/ca.csr"]));
        Assert.That(site.Summary, Is.EqualTo("not complete: 2 of 2 clusters wait for a signature from elsewhere"));
        Assert.That(site.Journal.Findings.Select(finding => (finding.Code, finding.Severity, finding.Subject)), Is.EqualTo(new[] { ("CA052", Severity.Warning, "ca/a"), ("CA052", Severity.Warning, "ca/b") }));
        Assert.That(site.Journal.Findings[0].Evidence, Does.StartWith("sign ca/a/ca.csr with basicConstraints critical CA:TRUE pathlen:0, ")
            .And.EndWith("; then put its certificate into ca/a/ca-cert.pem and the root's into ca/root/root-cert.pem"));
    }

    [Test]
    public async Task The_request_asks_for_the_profile_and_is_of_the_key()
    {
        using var site = Site();
        await site.RunAsync();

        var request = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(site.At("ca/a/ca.csr")), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);

        using var key = ProfileTests.Key(site, "ca/a/ca-key.pem");
        var constraints = request.CertificateExtensions.OfType<X509BasicConstraintsExtension>().Single();
        var usage = request.CertificateExtensions.OfType<X509KeyUsageExtension>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(request.PublicKey.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.ExportSubjectPublicKeyInfo()));
            Assert.That(request.SubjectName.Decode(X500DistinguishedNameFlags.None), Is.EqualTo("O=Istio, CN=Intermediate CA, L=a"));
            Assert.That((constraints.Critical, constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint), Is.EqualTo((true, true, true, 0)));
            Assert.That((usage.Critical, usage.KeyUsages), Is.EqualTo((true, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)));
        });
    }

    [Test]
    public async Task A_dry_run_writes_nothing_and_says_the_same()
    {
        using var site = Site();
        var before = site.Snapshot();

        var result = await site.RunAsync(dryRun: DryRun.Server);

        Assert.That(result.Waiting, Is.EqualTo(2));
        Assert.That(site.Snapshot(), Is.EqualTo(before));
        Assert.That(site.Journal.Changes.Select(change => change.Diff).Take(2), Is.EqualTo(["+ private key, P-256, for its owner only", "+ request of O=Istio, CN=Intermediate CA, L=a; P-256"]));
    }

    [Test]
    public async Task Running_again_before_anything_is_signed_changes_nothing()
    {
        using var site = Site();
        await site.RunAsync();
        var before = site.Snapshot();

        var result = await site.RunAsync();

        Assert.That((result.Waiting, site.Journal.Changes.Count), Is.EqualTo((2, 0)));
        Assert.That(site.Snapshot(), Is.EqualTo(before));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("of another")]
    public async Task A_request_that_is_lost_or_another_s_is_written_again_of_the_same_key(string? request)
    {
        using var site = Site();
        await site.RunAsync();
        var key = File.ReadAllText(site.At("ca/a/ca-key.pem"));
        switch (request)
        {
            case null:
                File.Delete(site.At("ca/a/ca.csr"));
                break;
            case "":
                site.Write("ca/a/ca.csr", "");
                break;
            default:
                File.Copy(site.At("ca/b/ca.csr"), site.At("ca/a/ca.csr"), overwrite: true);
                break;
        }

        await site.RunAsync();

        Assert.That(File.ReadAllText(site.At("ca/a/ca-key.pem")), Is.EqualTo(key));
        var change = site.Journal.Changes.Single();
        Assert.That((change.Subject, change.Action), Is.EqualTo(("ca/a/ca.csr", request is null ? "create" : "update")));
        await site.RunAsync();
        Assert.That(site.Journal.Changes, Is.Empty);
    }

    [Test]
    public async Task What_was_signed_is_completed_and_then_left_alone()
    {
        using var site = await SignedAsync();

        var result = await site.RunAsync();

        Assert.That(result, Is.EqualTo(new CaCreationResult(false, 2, 0, 0)));
        Assert.That(File.ReadAllText(site.At("ca/a/cert-chain.pem")), Is.EqualTo(File.ReadAllText(site.At("ca/a/ca-cert.pem")) + File.ReadAllText(site.At("ca/root/root-cert.pem"))));
        Assert.That(File.ReadAllText(site.At("ca/b/root-cert.pem")), Is.EqualTo(File.ReadAllText(site.At("ca/root/root-cert.pem"))));
        Assert.That((site.Codes, site.Summary), Is.EqualTo((Array.Empty<string>(), "2 completed")));

        Assert.That(await site.RunAsync(), Is.EqualTo(new CaCreationResult(false, 0, 2, 0)));
        Assert.That(site.Journal.Changes, Is.Empty);
        Assert.That(site.Summary, Is.EqualTo("nothing to do: 2 of 2 clusters' CAs are there"));
    }

    [Test]
    public async Task One_cluster_can_be_complete_while_another_waits()
    {
        using var site = await SignedAsync();
        File.Delete(site.At("ca/b/ca-cert.pem"));

        Assert.That(await site.RunAsync(), Is.EqualTo(new CaCreationResult(false, 1, 0, 1)));
        Assert.That(site.Journal.Findings.Single().Subject, Is.EqualTo("ca/b"));
        Assert.That(site.Journal.Findings.Single().Evidence, Does.EndWith("; then put its certificate into ca/b/ca-cert.pem"));
    }

    [Test]
    public async Task A_signed_certificate_waits_for_its_root()
    {
        using var site = await SignedAsync();
        File.Delete(site.At("ca/root/root-cert.pem"));

        Assert.That((await site.RunAsync()).Waiting, Is.EqualTo(2));
        Assert.That(site.Journal.Findings[0].Evidence, Is.EqualTo("signed, and ca/root/root-cert.pem is not there"));
        Assert.That(File.Exists(site.At("ca/a/cert-chain.pem")), Is.False);
    }

    [Test]
    public async Task A_renewed_certificate_of_the_same_key_gets_a_new_chain()
    {
        using var site = await SignedAsync();
        await site.RunAsync();
        Foreign.Sign(site, "a", days: 700);

        await site.RunAsync();

        Assert.That(site.Journal.Changes.Select(change => (change.Subject, change.Action)), Is.EqualTo(new[] { ("ca/a/cert-chain.pem", "update") }));
        Assert.That(site.Certificates("ca/a/cert-chain.pem")[0].Thumbprint, Is.EqualTo(site.Certificate("ca/a/ca-cert.pem").Thumbprint));
    }

    [Test]
    public async Task A_certificate_of_another_key_is_refused()
    {
        using var site = await SignedAsync();
        File.Copy(site.At("ca/b/ca-cert.pem"), site.At("ca/a/ca-cert.pem"), overwrite: true);

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.MalformedInput, "ca/a/ca-cert.pem cannot be the CA of a: its certificate is not that of its key")));
        Assert.That(refusal.Remedy, Does.StartWith("Have ca/a/ca.csr signed by the key of ca/root/root-cert.pem with basicConstraints critical CA:TRUE pathlen:0"));
    }

    [Test]
    public async Task A_certificate_of_another_root_is_refused()
    {
        using var site = await SignedAsync();
        Foreign.Root(site);

        var refusal = await site.RefusedAsync();

        Assert.That(refusal.Reason, Does.StartWith("ca/a/ca-cert.pem cannot be the CA of a: its certificate is not signed by the root CN=Root, O=Elsewhere; P-256; ").And.Contain("; ca/b/ca-cert.pem cannot"));
    }

    [TestCase(0, "its certificate is not that of a CA (basicConstraints CA:TRUE)", TestName = "Signed_without_basicConstraints")]
    [TestCase(1, "its certificate may not sign others (keyUsage without keyCertSign)", TestName = "Signed_without_keyCertSign")]
    [TestCase(2, "its extended key usage leaves out what workloads need, server and client authentication", TestName = "Signed_for_servers_only")]
    public async Task A_certificate_that_would_break_workloads_is_refused(int flaw, string why)
    {
        using var site = await SignedAsync();
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
        using var site = await SignedAsync();
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
        using var site = await SignedAsync();
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
        using var site = Site();

        var refusal = await site.RefusedAsync(CaRotation.Root);

        Assert.That(refusal.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(refusal.Remedy, Does.Contain("--rotate").And.Contain("ca/root/root-cert.pem"));
    }

    [Test]
    public async Task A_certificate_without_its_key_is_refused()
    {
        using var site = await SignedAsync();
        File.Delete(site.At("ca/a/ca-key.pem"));

        var refusal = await site.RefusedAsync();

        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((ExitCode.NoInput, "ca/a holds no ca-key.pem to what else is there")));
    }

    private static CaSite Site()
    {
        var site = new CaSite();
        site.Options = site.Options with { ExternalRoot = true };
        // The root is made where its key stays; only its certificate comes here, later.
        Foreign.Root(site);
        Directory.Move(site.At("ca/root"), site.At("elsewhere"));
        Directory.Delete(site.At("ca"));
        return site;
    }

    private static async Task<CaSite> SignedAsync()
    {
        var site = Site();
        await site.RunAsync();
        Foreign.Sign(site, "a");
        Foreign.Sign(site, "b");
        site.Write("ca/root/root-cert.pem", File.ReadAllText(site.At("elsewhere/root-cert.pem")));
        return site;
    }
}
