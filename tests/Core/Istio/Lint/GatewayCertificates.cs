using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>A root, an intermediate, and leaves of it.</summary>
internal static class GatewayCertificates
{
    public static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
    public static readonly ECDsa MiddleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa LeafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly X509Certificate2 Root = Authority("Root", RootKey, null, RootKey);
    public static readonly X509Certificate2 Middle = Authority("Middle", MiddleKey, Root, RootKey);

    public static string Pem(IEnumerable<X509Certificate2> chain) => string.Concat(chain.Select(one => one.ExportCertificatePem() + "\n"));

    public static X509Certificate2 Leaf(string host = "shop.example.com", DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var request = new CertificateRequest($"CN={host}", LeafKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(Middle.SubjectName, X509SignatureGenerator.CreateForECDsa(MiddleKey), from ?? Now.AddDays(-30), until ?? Now.AddDays(60), [1, 2, 3]);
    }

    private static X509Certificate2 Authority(string name, ECDsa key, X509Certificate2? issuer, ECDsa signer)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.Create(issuer?.SubjectName ?? request.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), Now.AddYears(-1), Now.AddYears(5), [9, (byte)name.Length]);
    }
}
