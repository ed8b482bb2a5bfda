using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>A CA made for a test, right in every way unless the test changes its mind.</summary>
internal sealed class TestAuthority
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private TestAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key) => (Certificate, Key) = (certificate, key);

    public X509Certificate2 Certificate { get; }

    public AsymmetricAlgorithm Key { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public string KeyPem => Key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Makes a CA, signed by another or by itself.</summary>
    public static TestAuthority Make(string name, TestAuthority? issuer = null, Action<Plan>? change = null)
    {
        var plan = new Plan { Name = $"CN={name}, O=Istio", PathLength = issuer is null ? null : 0, NotAfter = Now.AddYears(issuer is null ? 10 : 5) };
        change?.Invoke(plan);
        var key = plan.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa ? new CertificateRequest(plan.Name, rsa, plan.Hash, RSASignaturePadding.Pkcs1) : new CertificateRequest(plan.Name, (ECDsa)key, plan.Hash);
        if (plan.Authority is { } authority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, authority && plan.PathLength is not null, authority ? plan.PathLength ?? 0 : 0, true));
        }

        if (plan.KeyUsage is { } usage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        }

        if (plan.ExtendedKeyUsage is { } usages)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(oid => new Oid(oid))], false));
        }

        if (plan.Identifiers)
        {
            var own = new X509SubjectKeyIdentifierExtension(request.PublicKey, false);
            request.CertificateExtensions.Add(own);
            var above = plan.AuthorityKeyId ?? issuer?.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes.ToArray() ?? own.SubjectKeyIdentifierBytes.ToArray();
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(above));
        }

        foreach (var extension in plan.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        var signer = issuer?.Key ?? key;
        var generator = plan.Sha1 ? new OldSignature((RSA)signer)
            : signer is RSA signing ? X509SignatureGenerator.CreateForRSA(signing, plan.Padding) : X509SignatureGenerator.CreateForECDsa((ECDsa)signer);
        return new(request.Create(issuer?.Certificate.SubjectName ?? new X500DistinguishedName(plan.Name), generator, plan.NotBefore, plan.NotAfter, plan.Serial ?? Random()), key);
    }

    private static byte[] Random()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    /// <summary>Name constraints that permit, or exclude, one URI domain.</summary>
    public static X509Extension Names(string domain, bool permitted = true)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, permitted ? 0 : 1)))
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        return new("2.5.29.30", writer.Encode(), true);
    }

    private sealed class OldSignature(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00];

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(key);
    }

    internal sealed class Plan
    {
        public required string Name { get; set; }

        public AsymmetricAlgorithm? Key { get; set; }

        public HashAlgorithmName Hash { get; set; } = HashAlgorithmName.SHA256;

        public RSASignaturePadding Padding { get; set; } = RSASignaturePadding.Pkcs1;

        public bool Sha1 { get; set; }

        public bool? Authority { get; set; } = true;

        public int? PathLength { get; set; }

        public X509KeyUsageFlags? KeyUsage { get; set; } = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

        public string[]? ExtendedKeyUsage { get; set; }

        public bool Identifiers { get; set; } = true;

        public byte[]? AuthorityKeyId { get; set; }

        public byte[]? Serial { get; set; }

        public DateTimeOffset NotBefore { get; set; } = Now.AddDays(-1);

        public DateTimeOffset NotAfter { get; set; }

        public List<X509Extension> Extensions { get; } = [];
    }
}
