using Mesh.Core.Certificates;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>What Mesh.VerifyCa does with folders and files.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-").FullName;
    private readonly RunJournal journal = new(new ManualTime(), new Secrets());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Every_configured_cluster_is_examined_and_reported()
    {
        var bundle = Write("ca/one", TestBundle.Make());
        Write("ca/two", TestBundle.Make(signing: plan => plan.KeyUsage = System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.CrlSign));
        await RunAsync(new() { Root = "ca/root", Clusters = ["one", "two"] });
        var data = journal.Results.Single(result => result.Name == "certificates").Value.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(journal.Findings.Select(finding => (finding.Code, finding.File, finding.Line)), Is.EqualTo(new[] { ("CA008", (string?)"ca/two/ca-cert.pem", (int?)1), ("CA040", null, null) }));
            Assert.That(data.Select(one => (string?)one!["source"]), Is.EqualTo(new[] { "ca/one", "ca/two" }));
            Assert.That((string?)data[0]!["signing"]!["fingerprint"], Is.EqualTo(bundle.Signing.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)));
            Assert.That((string?)data[1]!["istiod"], Is.EqualTo("accepts"));
        });
    }

    [Test]
    public async Task Where_no_cluster_is_named_every_folder_with_a_CA_is_examined()
    {
        Write("ca/one", TestBundle.Make());
        Directory.CreateDirectory(Path.Combine(folder, "ca/notes"));
        await RunAsync(new() { Folder = "ca" });
        Assert.That(journal.Findings, Is.Empty);
        Assert.That(journal.Results.Single().Value.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_signing_certificate_in_two_clusters_is_found()
    {
        var bundle = Write("ca/one", TestBundle.Make());
        Write("ca/two", bundle);
        await RunAsync(new() { Folder = "ca" });
        Assert.That(journal.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.SharedAuthority.Code }));
    }

    [Test]
    public void What_is_not_there_is_said_so()
    {
        Write("ca/one", TestBundle.Make());
        Assert.That(() => RunAsync(new() { Root = "ca/root", Clusters = ["one", "absent"] }), Fails.With(ExitCode.NoInput, "ca/absent"));
        Assert.That(() => RunAsync(new() { Folder = "nowhere" }), Fails.With(ExitCode.NoInput, "nowhere"));
        Assert.That(() => RunAsync(null), Fails.With(ExitCode.Configuration, "certificates.folder"));
        Assert.That(() => RunAsync(null, folder: "x", file: "y"), Fails.With(ExitCode.Usage, "--folder and --file"));
        Assert.That(() => RunAsync(null, file: "absent.pem"), Fails.With(ExitCode.NoInput, "absent.pem"));
        Assert.That(() => RunAsync(null, file: "."), Fails.With(ExitCode.InputOutput, ""));
    }

    [Test]
    public async Task No_private_key_is_ever_shown()
    {
        var bundle = TestBundle.Make();
        Write("ca/one", bundle.With("root-cert.pem", bundle.Root.Pem + bundle.Root.KeyPem));
        await RunAsync(new() { Folder = "ca" });
        Assert.That(journal.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.LeakedKey.Code }));
        foreach (var key in new[] { bundle.Root.KeyPem, bundle.Signing.KeyPem })
        {
            Assert.That(key.Split('\n').Where(line => line.Length > 0 && line[0] != '-').Select(journal.Secrets.Mask), Is.All.EqualTo("***"));
        }
    }

    [Test]
    public async Task A_file_is_checked_as_a_chain()
    {
        var bundle = TestBundle.Make();
        File.WriteAllText(Path.Combine(folder, "chain.pem"), ChainCheckTests.Leaf(bundle.Signing).Pem + bundle.Root.Pem);
        await RunAsync(null, file: "chain.pem");
        Assert.That(journal.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { CertificateFindings.ChainRefused.Code }));
        Assert.That((string?)journal.Results.Single(result => result.Name == "chains").Value[0]!["reason"], Does.Contain("neither in the chain nor in the roots"));
    }

    private Task RunAsync(CertificatesOptions? options, string? folder = null, string? file = null) =>
        new CaVerification(journal, new ManualTime()).RunAsync(options, this.folder, folder, file, CancellationToken.None);

    private TestBundle Write(string path, TestBundle bundle)
    {
        var full = Directory.CreateDirectory(Path.Combine(folder, path)).FullName;
        foreach (var (name, content) in bundle.Files)
        {
            File.WriteAllBytes(Path.Combine(full, name), content);
        }

        return bundle;
    }
}
