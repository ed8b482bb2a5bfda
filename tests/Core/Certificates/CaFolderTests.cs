using System.Text;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates;

/// <summary>Reading the folder of a CA.</summary>
public sealed class CaFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-").FullName;

    [Test]
    public void The_files_are_read_byte_for_byte()
    {
        Write("ca-cert.pem", "certificate\r\n");
        Write("ca-key.pem", "key");
        Write("notes.txt", "by hand");

        var bundle = CaFolder.Read(folder);

        Assert.That((bundle.Source, bundle.Layout), Is.EqualTo((folder, CaLayout.Istio)));
        Assert.That(bundle.Files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value.Span)), Is.EqualTo(new Dictionary<string, string> { ["ca-cert.pem"] = "certificate\r\n", ["ca-key.pem"] = "key" }));
        Assert.That((bundle.Roots, bundle.Chain), Is.EqualTo(((ReadOnlyMemory<byte>?)null, (ReadOnlyMemory<byte>?)null)));
    }

    [Test]
    public void Where_tls_crt_is_there_it_wins()
    {
        foreach (var name in new[] { "ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem", "tls.crt", "tls.key", "ca.crt" })
        {
            Write(name, name);
        }

        var bundle = CaFolder.Read(folder);

        Assert.That((bundle.Layout, Encoding.UTF8.GetString(bundle.SigningCertificate!.Value.Span), Encoding.UTF8.GetString(bundle.Roots!.Value.Span)), Is.EqualTo((CaLayout.Tls, "tls.crt", "ca.crt")));
        File.Delete(Path.Combine(folder, "tls.crt"));
        Assert.That(CaFolder.Read(folder).Layout, Is.EqualTo(CaLayout.Istio));
    }

    [Test]
    public void What_is_not_there_is_null_in_each_layout()
    {
        Write("ca-key.pem", "key");
        var pem = CaFolder.Read(folder);
        Write("tls.crt", "certificate");
        var tls = CaFolder.Read(folder);

        Assert.That(new[] { pem.SigningCertificate, pem.Roots, pem.Chain, tls.SigningKey, tls.Roots, tls.Chain }, Is.All.Null);
    }

    [Test]
    public void Links_are_followed_as_a_mounted_secret_has_them()
    {
        Directory.CreateDirectory(Path.Combine(folder, "..data"));
        Write("..data/ca-cert.pem", "certificate");
        File.CreateSymbolicLink(Path.Combine(folder, "ca-cert.pem"), Path.Combine("..data", "ca-cert.pem"));

        Assert.That(CaFolder.Read(folder).SigningCertificate!.Value.Length, Is.EqualTo(11));
    }

    [Test]
    public void A_folder_that_is_not_there_gives_66() =>
        Assert.That(() => CaFolder.Read(Path.Combine(folder, "none")), Fails.With(ExitCode.NoInput, "none is not there"));

    [Test]
    public void A_folder_that_is_a_file_gives_66()
    {
        Write("file", "");
        Assert.That(() => CaFolder.Read(Path.Combine(folder, "file")), Fails.With(ExitCode.NoInput, "is a file and no folder"));
    }

    [Test]
    public void A_folder_without_a_CA_gives_66()
    {
        Write("notes.txt", "by hand");
        Assert.That(() => CaFolder.Read(folder), Fails.With(ExitCode.NoInput, "holds no CA"));
    }

    [Test]
    public void A_file_larger_than_a_megabyte_gives_65()
    {
        Write("ca-key.pem", new string('x', (1 << 20) + 1));
        Assert.That(() => CaFolder.Read(folder), Fails.With(ExitCode.MalformedInput, "is 1048577 bytes long"));
    }

    [Test]
    public void A_file_that_cannot_be_read_gives_74()
    {
        Directory.CreateDirectory(Path.Combine(folder, "ca-key.pem"));
        Assert.That(() => CaFolder.Read(folder), Fails.With(ExitCode.InputOutput, "it is a folder"));
    }

    [Test]
    public void A_link_that_leads_nowhere_or_in_a_circle_gives_74()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "ca-key.pem"), "nowhere");
        Assert.That(() => CaFolder.Read(folder), Fails.With(ExitCode.InputOutput, "which is not there"));
        File.Delete(Path.Combine(folder, "ca-key.pem"));
        File.CreateSymbolicLink(Path.Combine(folder, "ca-key.pem"), "ca-key.pem");
        Assert.That(() => CaFolder.Read(folder), Fails.With(ExitCode.InputOutput, "cannot be read"));
    }

    [Test]
    [Platform(Include = "Linux")]
    public void A_device_without_end_is_an_empty_file()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "ca-key.pem"), "/dev/zero");
        Assert.That(CaFolder.Read(folder).SigningKey!.Value.Length, Is.Zero);
    }

    [Test]
    public void Its_text_is_its_source_only()
    {
        Write("ca-key.pem", "secret");
        Assert.That(CaFolder.Read(folder).ToString(), Is.EqualTo(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
