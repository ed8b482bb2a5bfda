using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Configuration;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>What is in the certificates and files that are made, read back from the disk.</summary>
public sealed class ProfileTests
{
    private const string SubjectKey = "2.5.29.14", KeyUsage = "2.5.29.15", BasicConstraints = "2.5.29.19", AuthorityKey = "2.5.29.35";

    [Test]
    public async Task The_root_is_a_CA_without_path_length_that_signed_itself()
    {
        using var site = new CaSite();
        await site.RunAsync();

        using var root = site.Certificate("ca/root/root-cert.pem");

        Assert.Multiple(() =>
        {
            Assert.That(Extensions(root), Is.EqualTo([(BasicConstraints, true), (KeyUsage, true), (SubjectKey, false)]));
            Assert.That(Constraints(root), Is.EqualTo((true, false, 0)));
            Assert.That(Usage(root), Is.EqualTo(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
            Assert.That(Subject(root.SubjectName), Is.EqualTo("O=Istio, CN=Root CA"));
            Assert.That(root.IssuerName.RawData, Is.EqualTo(root.SubjectName.RawData));
            Assert.That(Validity(root), Is.EqualTo((site.Now.AddMinutes(-5), site.Now.AddDays(3650))));
            Assert.That(root.Version, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task An_intermediate_is_a_CA_of_path_length_0_linked_to_its_root()
    {
        using var site = new CaSite();
        await site.RunAsync();

        using var root = site.Certificate("ca/root/root-cert.pem");
        using var intermediate = site.Certificate("ca/b/ca-cert.pem");

        Assert.Multiple(() =>
        {
            Assert.That(Extensions(intermediate), Is.EqualTo([(BasicConstraints, true), (KeyUsage, true), (SubjectKey, false), (AuthorityKey, false)]));
            Assert.That(Constraints(intermediate), Is.EqualTo((true, true, 0)));
            Assert.That(Usage(intermediate), Is.EqualTo(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
            Assert.That(Subject(intermediate.SubjectName), Is.EqualTo("O=Istio, CN=Intermediate CA, L=b"));
            Assert.That(intermediate.IssuerName.RawData, Is.EqualTo(root.SubjectName.RawData));
            Assert.That(Validity(intermediate), Is.EqualTo((site.Now.AddMinutes(-5), site.Now.AddDays(1825))));
            var link = intermediate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single();
            Assert.That(link.KeyIdentifier?.ToArray(), Is.EqualTo(Identifier(root)));
            Assert.That((link.NamedIssuer, link.SerialNumber), Is.EqualTo(((X500DistinguishedName?)null, (ReadOnlyMemory<byte>?)null)));
            Assert.That(Identifier(intermediate), Is.EqualTo(new X509SubjectKeyIdentifierExtension(intermediate.PublicKey, false).SubjectKeyIdentifierBytes.ToArray()));
        });
    }

    [TestCase("p256", "1.2.840.10045.3.1.7", "1.2.840.10045.4.3.2", TestName = "P_256_signs_with_SHA_256")]
    [TestCase("p384", "1.3.132.0.34", "1.2.840.10045.4.3.3", TestName = "P_384_signs_with_SHA_384")]
    public async Task A_curve_has_its_hash(string kind, string curve, string signature)
    {
        using var site = new CaSite("a");
        site.Options = site.Options with { Key = kind };
        await site.RunAsync();

        foreach (var path in new[] { "ca/root/root-cert.pem", "ca/a/ca-cert.pem" })
        {
            using var certificate = site.Certificate(path);
            using var key = certificate.GetECDsaPublicKey()!;
            Assert.That((key.ExportParameters(false).Curve.Oid.Value, certificate.SignatureAlgorithm.Value), Is.EqualTo((curve, signature)), path);
        }
    }

    [Test]
    public async Task RSA_keys_have_4096_bits_and_are_the_default()
    {
        using var site = new CaSite("a");
        await site.RunAsync();
        // Below a root that is there already, so that only one of these slow keys is made.
        site.Options = site.Options with { Clusters = ["a", "b"], Key = new CertificatesOptions().Key };
        await site.RunAsync();

        using var certificate = site.Certificate("ca/b/ca-cert.pem");
        using var key = certificate.GetRSAPublicKey()!;
        Assert.That((key.KeySize, certificate.SignatureAlgorithm.Value), Is.EqualTo((4096, "1.2.840.10045.4.3.2")));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(2));
    }

    [Test]
    public async Task The_root_s_kind_of_key_decides_the_hash_of_what_it_signs()
    {
        using var site = new CaSite("a");
        site.Options = site.Options with { Key = "p384" };
        await site.RunAsync();
        site.Options = site.Options with { Key = "p256", Clusters = ["a", "b"] };
        await site.RunAsync();

        using var certificate = site.Certificate("ca/b/ca-cert.pem");
        using var key = certificate.GetECDsaPublicKey()!;

        Assert.That((key.KeySize, certificate.SignatureAlgorithm.Value), Is.EqualTo((256, "1.2.840.10045.4.3.3")));
    }

    [Test]
    public async Task A_folder_holds_four_files_that_belong_together_and_never_the_root_s_key()
    {
        using var site = new CaSite();
        await site.RunAsync();

        var rootFile = File.ReadAllText(site.At("ca/root/root-cert.pem"));
        foreach (var cluster in new[] { "a", "b" })
        {
            Assert.That(Directory.GetFiles(site.At($"ca/{cluster}")).Select(Path.GetFileName), Is.EquivalentTo(["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"]));
            Assert.That(File.ReadAllText(site.At($"ca/{cluster}/root-cert.pem")), Is.EqualTo(rootFile));
            Assert.That(File.ReadAllText(site.At($"ca/{cluster}/cert-chain.pem")), Is.EqualTo(File.ReadAllText(site.At($"ca/{cluster}/ca-cert.pem")) + rootFile));
            using var certificate = site.Certificate($"ca/{cluster}/ca-cert.pem");
            using var key = Key(site, $"ca/{cluster}/ca-key.pem");
            Assert.That(key.ExportSubjectPublicKeyInfo(), Is.EqualTo(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        }

        Assert.That(Directory.GetFiles(site.At("ca/root")).Select(Path.GetFileName), Is.EquivalentTo(["root-cert.pem", "root-key.pem"]));
        Assert.That(Directory.GetDirectories(site.At("ca")).Select(Path.GetFileName), Is.EquivalentTo(["root", "a", "b"]));
    }

    [Test]
    public async Task Keys_are_PKCS_8_without_a_password_in_lines_of_64()
    {
        using var site = new CaSite("a");
        await site.RunAsync();

        var lines = File.ReadAllText(site.At("ca/a/ca-key.pem")).Split('\n');

        Assert.That((lines[0], lines[^2], lines[^1]), Is.EqualTo(("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "")));
        Assert.That(lines[1], Has.Length.EqualTo(64));
        var version = new AsnReader(Convert.FromBase64String(string.Concat(lines[1..^2])), AsnEncodingRules.DER).ReadSequence().ReadInteger();
        Assert.That((int)version, Is.Zero);
    }

    [Test]
    public async Task Serial_numbers_are_positive_random_and_16_bytes_long()
    {
        using var site = new CaSite([.. Enumerable.Range(0, 40).Select(index => $"c{index}")]);
        await site.RunAsync();

        var serials = site.Options.Clusters.Select(name => site.Certificate($"ca/{name}/ca-cert.pem")).Append(site.Certificate("ca/root/root-cert.pem"))
            .Select(certificate => certificate.SerialNumberBytes.ToArray()).ToList();

        Assert.That(serials, Has.All.Length.EqualTo(16));
        Assert.That(serials.Select(serial => serial[0]), Is.All.InRange((byte)0x40, (byte)0x7f));
        Assert.That(serials.Select(Convert.ToHexString), Is.Unique);
        Assert.That(serials.Select(serial => serial[15]).Distinct().Count(), Is.GreaterThan(20), "the last byte is random");
    }

    [Test]
    [Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Keys_and_folders_are_for_their_owner_only()
    {
        using var site = new CaSite("a");
        await site.RunAsync();

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(site.At("ca/root/root-key.pem")), Is.EqualTo(owner));
            Assert.That(File.GetUnixFileMode(site.At("ca/a/ca-key.pem")), Is.EqualTo(owner));
            Assert.That(File.GetUnixFileMode(site.At("ca/root")), Is.EqualTo(owner | UnixFileMode.UserExecute));
            Assert.That(File.GetUnixFileMode(site.At("ca/a")), Is.EqualTo(owner | UnixFileMode.UserExecute));
        });
    }

    [Test]
    public async Task Names_are_UTF_8_whatever_the_organization_is_called()
    {
        using var site = new CaSite("a.b-c_d");
        site.Options = site.Options with { Organization = "Grün, Søn & \"Co\" + 東京=1" };
        await site.RunAsync();

        using var certificate = site.Certificate("ca/a.b-c_d/ca-cert.pem");

        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false).Select(name => name.GetSingleElementValue());
        Assert.That(names, Is.EqualTo([site.Options.Organization, "Intermediate CA", "a.b-c_d"]));
        Assert.That((await site.RunAsync()).Kept, Is.EqualTo(1));
    }

    internal static AsymmetricAlgorithm Key(CaSite site, string path)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(site.At(path)));
        return key;
    }

    private static List<(string?, bool)> Extensions(X509Certificate2 certificate) => [.. certificate.Extensions.Select(one => (one.Oid?.Value, one.Critical)).OrderBy(one => one.Critical ? 0 : 1).ThenBy(one => Order(one.Value))];

    private static int Order(string? oid) => Array.IndexOf([BasicConstraints, KeyUsage, SubjectKey, AuthorityKey], oid);

    private static (bool, bool, int) Constraints(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Select(one => (one.CertificateAuthority, one.HasPathLengthConstraint, one.PathLengthConstraint)).Single();

    private static X509KeyUsageFlags Usage(X509Certificate2 certificate) => certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages;

    private static byte[] Identifier(X509Certificate2 certificate) => certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();

    private static string Subject(X500DistinguishedName name) => name.Decode(X500DistinguishedNameFlags.None);

    private static (DateTimeOffset, DateTimeOffset) Validity(X509Certificate2 certificate) => (new(certificate.NotBefore.ToUniversalTime()), new(certificate.NotAfter.ToUniversalTime()));
}
