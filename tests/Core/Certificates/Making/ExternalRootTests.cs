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
        using var site = Elsewhere.Site();

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
        using var site = Elsewhere.Site();
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
        using var site = Elsewhere.Site();
        var before = site.Snapshot();

        var result = await site.RunAsync(dryRun: DryRun.Server);

        Assert.That(result.Waiting, Is.EqualTo(2));
        Assert.That(site.Snapshot(), Is.EqualTo(before));
        Assert.That(site.Journal.Changes.Select(change => change.Diff).Take(2), Is.EqualTo(["+ private key, P-256, for its owner only", "+ request of O=Istio, CN=Intermediate CA, L=a; P-256"]));
    }

    [Test]
    public async Task Running_again_before_anything_is_signed_changes_nothing()
    {
        using var site = Elsewhere.Site();
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
        using var site = Elsewhere.Site();
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
        using var site = await Elsewhere.SignedAsync();

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
        using var site = await Elsewhere.SignedAsync();
        File.Delete(site.At("ca/b/ca-cert.pem"));

        Assert.That(await site.RunAsync(), Is.EqualTo(new CaCreationResult(false, 1, 0, 1)));
        Assert.That(site.Journal.Findings.Single().Subject, Is.EqualTo("ca/b"));
        Assert.That(site.Journal.Findings.Single().Evidence, Does.EndWith("; then put its certificate into ca/b/ca-cert.pem"));
    }

    [Test]
    public async Task A_signed_certificate_waits_for_its_root()
    {
        using var site = await Elsewhere.SignedAsync();
        File.Delete(site.At("ca/root/root-cert.pem"));

        Assert.That((await site.RunAsync()).Waiting, Is.EqualTo(2));
        Assert.That(site.Journal.Findings[0].Evidence, Is.EqualTo("signed, and ca/root/root-cert.pem is not there"));
        Assert.That(File.Exists(site.At("ca/a/cert-chain.pem")), Is.False);
    }

    [Test]
    public async Task A_renewed_certificate_of_the_same_key_gets_a_new_chain()
    {
        using var site = await Elsewhere.SignedAsync();
        await site.RunAsync();
        Foreign.Sign(site, "a", days: 700);

        await site.RunAsync();

        Assert.That(site.Journal.Changes.Select(change => (change.Subject, change.Action)), Is.EqualTo(new[] { ("ca/a/cert-chain.pem", "update") }));
        Assert.That(site.Certificates("ca/a/cert-chain.pem")[0].Thumbprint, Is.EqualTo(site.Certificate("ca/a/ca-cert.pem").Thumbprint));
    }
}
