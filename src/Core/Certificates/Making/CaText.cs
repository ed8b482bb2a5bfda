using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Certificates.Making;

/// <summary>Certificates as people read them; their content is never shown.</summary>
internal static class CaText
{
    /// <summary>Subject, kind of key, validity and fingerprint.</summary>
    public static string Of(X509Certificate2 certificate) => string.Create(CultureInfo.InvariantCulture,
        $"{Of(certificate.SubjectName)}; {KeyKind(certificate)}; {Begin(certificate):yyyy-MM-dd} to {End(certificate):yyyy-MM-dd}; SHA-256 {certificate.GetCertHashString(HashAlgorithmName.SHA256)}");

    /// <summary>A name in the order in which it is written in the certificate.</summary>
    public static string Of(X500DistinguishedName name) => Printable.OneLine(name.Decode(X500DistinguishedNameFlags.UseUTF8Encoding));

    /// <summary>The certificates that a file loses, each in a line of a diff; empty where it is not there.</summary>
    /// <param name="place">Its folder.</param>
    /// <param name="name">Its name.</param>
    public static string Removed(CaPlace place, string name)
    {
        if (!Path.Exists(place.File(name)))
        {
            return "";
        }

        try
        {
            return string.Concat(PemCertificates.Read(SmallFile.Read(place.File(name), place.Show(name)), place.Show(name)).Select(one => $"- {Of(one)}\n"));
        }
        catch (MeshException)
        {
            return "- nothing that could be read\n";
        }
    }

    /// <summary>The day it ends, such as 2031-11-20.</summary>
    public static string Day(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>From when on it is valid.</summary>
    public static DateTimeOffset Begin(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    /// <summary>When it ends.</summary>
    public static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private static string KeyKind(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = certificate.GetECDsaPublicKey();
        return rsa is not null ? $"RSA {rsa.KeySize}" : curve is not null ? $"P-{curve.KeySize}" : certificate.PublicKey.Oid.FriendlyName ?? "a key of another kind";
    }
}
