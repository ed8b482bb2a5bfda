using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Certificates as others make them.</summary>
internal static class Foreign
{
    /// <summary>Puts a root with these properties into the root's folder.</summary>
    public static void Root(CaSite site, bool? authority = true, bool hasPathLength = false, int pathLength = 0, bool maySign = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=Elsewhere, CN=Root", key, HashAlgorithmName.SHA256);
        if (authority is { } is_)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(is_, hasPathLength, pathLength, true));
        }

        request.CertificateExtensions.Add(new X509KeyUsageExtension(maySign ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var root = request.CreateSelfSigned(site.Now.AddDays(-1), site.Now.AddYears(10));
        site.Write("ca/root/root-cert.pem", root.ExportCertificatePem() + "\n");
        site.Write("ca/root/root-key.pem", key.ExportECPrivateKeyPem() + "\n");
    }

    /// <summary>A root that signs itself.</summary>
    public static X509Certificate2 SelfSigned(CaSite site, CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(site.Now.AddDays(-1), site.Now.AddYears(10));
    }

    /// <summary>Signs the request of a cluster with the root in the root's folder, and puts the certificate where it belongs.</summary>
    /// <param name="site">Where.</param>
    /// <param name="cluster">Whose.</param>
    /// <param name="change">Changes what is signed.</param>
    /// <param name="days">How long it is valid.</param>
    public static void Sign(CaSite site, string cluster, Action<CertificateRequest>? change = null, int days = 365)
    {
        using var root = X509Certificate2.CreateFromPemFile(site.At("elsewhere/root-cert.pem"), site.At("elsewhere/root-key.pem"));
        var request = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(site.At($"ca/{cluster}/ca.csr")), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        change?.Invoke(request);
        using var certificate = request.Create(root, site.Now.AddHours(-1), site.Now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        site.Write($"ca/{cluster}/ca-cert.pem", certificate.ExportCertificatePem() + "\n");
    }
}
