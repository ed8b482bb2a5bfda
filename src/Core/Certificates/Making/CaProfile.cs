using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Certificates.Making;

/// <summary>
/// The profile of a mesh CA. It follows RFC 5280 section 4.2.1 and names its subjects as Istio's makefiles do (tools/certs): basicConstraints and keyUsage critical, keyCertSign and cRLSign and
/// nothing else, a subject key identifier everywhere, an authority key identifier below the root, no extended key usage, a random serial number.
/// </summary>
internal static class CaProfile
{
    /// <summary>What whoever signs a request elsewhere has to know.</summary>
    public const string Words = "basicConstraints critical CA:TRUE pathlen:0, keyUsage critical keyCertSign and cRLSign, subject and authority key identifiers, no extended key usage, ending before the root does";

    private const int SerialLength = 16;

    /// <summary>The subject of a root.</summary>
    public static X500DistinguishedName RootName(string organization) => Name(organization, "Root CA", null);

    /// <summary>The subject of a cluster's intermediate.</summary>
    public static X500DistinguishedName IntermediateName(string organization, string cluster) => Name(organization, "Intermediate CA", cluster);

    /// <summary>A root, signed by itself. It names no authority key, which RFC 5280 leaves out where a certificate signs itself.</summary>
    public static X509Certificate2 Root(CaDraft draft, CaKey key)
    {
        var request = Request(draft.Name, key, key.Hash, pathLength: null);
        return request.Create(draft.Name, key.Generator(), draft.NotBefore, draft.NotAfter, Serial());
    }

    /// <summary>An intermediate, signed by its root.</summary>
    public static X509Certificate2 Intermediate(CaDraft draft, CaKey key, X509Certificate2 root, CaKey rootKey)
    {
        var request = Request(draft.Name, key, rootKey.Hash, pathLength: 0);
        var identifier = root.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() ?? new X509SubjectKeyIdentifierExtension(root.PublicKey, critical: false);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        return request.Create(root.SubjectName, rootKey.Generator(), draft.NotBefore, draft.NotAfter, Serial());
    }

    /// <summary>A request for an intermediate, to be signed elsewhere; it asks for the same extensions.</summary>
    public static string Request(X500DistinguishedName name, CaKey key) => Request(name, key, key.Hash, pathLength: 0).CreateSigningRequestPem(key.Generator()) + "\n";

    private static CertificateRequest Request(X500DistinguishedName name, CaKey key, HashAlgorithmName hash, int? pathLength) => new(name, key.PublicKey, hash)
    {
        CertificateExtensions =
        {
            pathLength is { } length ? new X509BasicConstraintsExtension(true, true, length, critical: true) : new X509BasicConstraintsExtension(true, false, 0, critical: true),
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true),
            new X509SubjectKeyIdentifierExtension(key.PublicKey, critical: false),
        },
    };

    // The builder writes what was added last first.
    private static X500DistinguishedName Name(string organization, string common, string? locality)
    {
        var name = new X500DistinguishedNameBuilder();
        if (locality is not null)
        {
            name.AddLocalityName(locality);
        }

        name.AddCommonName(common);
        name.AddOrganizationName(organization);
        return name.Build();
    }

    // The first bit stays clear, so that the number is positive; the second is set, so that it has its whole length.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
