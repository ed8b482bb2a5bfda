using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Certificates.Reading;

/// <summary>Reads a certificate in DER.</summary>
internal static class CertificateReader
{
    /// <summary>The certificate, or null when no verifier would read it.</summary>
    public static Certificate? Read(byte[] der)
    {
        try
        {
            // What the framework takes and Go does not: bytes behind the certificate.
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var certificate = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            using var loaded = X509CertificateLoader.LoadCertificate(der);
            return Build(der, certificate, loaded);
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or ArgumentException or FormatException or PlatformNotSupportedException or NotSupportedException)
        {
            return null;
        }
    }

    private static Certificate Build(byte[] der, AsnReader certificate, X509Certificate2 loaded)
    {
        var signed = certificate.ReadEncodedValue().ToArray();
        var algorithm = new SignatureAlgorithm(certificate.ReadSequence());
        var signature = certificate.ReadBitString(out _);
        var (issuer, subject, key) = Names(signed);
        var constraints = Extension<X509BasicConstraintsExtension>(loaded);
        return new Certificate
        {
            Raw = der,
            Fingerprint = Convert.ToHexString(SHA256.HashData(der)),
            Subject = subject,
            Issuer = issuer,
            Version = loaded.Version,
            Serial = loaded.SerialNumberBytes.ToArray(),
            NotBefore = new DateTimeOffset(loaded.NotBefore).ToUniversalTime(),
            NotAfter = new DateTimeOffset(loaded.NotAfter).ToUniversalTime(),
            Key = key,
            Algorithm = algorithm,
            Signed = signed,
            Signature = signature,
            HasBasicConstraints = constraints is not null,
            IsCa = constraints?.CertificateAuthority == true,
            PathLength = constraints is { CertificateAuthority: true, HasPathLengthConstraint: true } ? constraints.PathLengthConstraint : null,
            KeyUsage = Extension<X509KeyUsageExtension>(loaded)?.KeyUsages,
            ExtendedKeyUsage = Extension<X509EnhancedKeyUsageExtension>(loaded) is { } usages ? [.. usages.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value ?? "")] : null,
            SubjectKeyId = Extension<X509SubjectKeyIdentifierExtension>(loaded)?.SubjectKeyIdentifierBytes.ToArray(),
            AuthorityKeyId = Extension<X509AuthorityKeyIdentifierExtension>(loaded)?.KeyIdentifier?.ToArray(),
            AuthoritySerial = Extension<X509AuthorityKeyIdentifierExtension>(loaded)?.SerialNumber?.ToArray(),
            NameConstraints = Raw(loaded, "2.5.29.30") is { } names ? NameConstraints.Read(names) : null,
            AlternativeNames = Raw(loaded, "2.5.29.17") is { } alternatives ? Alternatives(alternatives) : null,
            Critical = [.. loaded.Extensions.Where(extension => extension.Critical).Select(extension => extension.Oid?.Value ?? "")],
        };
    }

    private static (DistinguishedName Issuer, DistinguishedName Subject, PublicKeyInfo Key) Names(byte[] signed)
    {
        var body = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (body.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true))
        {
            body.ReadEncodedValue();
        }

        body.ReadIntegerBytes();
        body.ReadEncodedValue();
        var issuer = new DistinguishedName(body.ReadEncodedValue().ToArray());
        body.ReadEncodedValue();
        return (issuer, new DistinguishedName(body.ReadEncodedValue().ToArray()), new PublicKeyInfo(body.ReadEncodedValue().ToArray()));
    }

    private static List<GeneralName> Alternatives(byte[] extension)
    {
        const int most = 1000;
        var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        var names = new List<GeneralName>();
        while (reader.HasData && names.Count < most)
        {
            names.Add(GeneralName.Read(reader));
        }

        return names;
    }

    private static T? Extension<T>(X509Certificate2 certificate) where T : X509Extension => certificate.Extensions.OfType<T>().FirstOrDefault();

    private static byte[]? Raw(X509Certificate2 certificate, string oid) => certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == oid)?.RawData;
}
