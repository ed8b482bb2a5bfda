using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>Makes a client certificate, with the chain that stands behind it, from PEM.</summary>
internal static class ClientCertificate
{
    /// <param name="certificates">The certificate first, then its issuers.</param>
    /// <param name="key">Its private key, not encrypted.</param>
    /// <param name="where">For errors: the user and the place.</param>
    public static SslStreamCertificateContext Load(string certificates, string key, string where)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            var leaf = X509Certificate2.CreateFromPem(certificates, key);
            if (OperatingSystem.IsWindows())
            {
                // Schannel cannot use a key that lives in memory only.
                leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            }

            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The exception's own message never quotes the key, but it is left out to be sure.
            throw new MeshException(
                ExitCode.MalformedInput,
                $"{where}: the client certificate and its key cannot be used: {(key.Contains("ENCRYPTED", StringComparison.Ordinal) ? "the key is encrypted" : "one of them is no PEM, or they do not belong together")}",
                "Copy both anew; the key must be unencrypted PEM and belong to the first certificate");
        }
    }
}
