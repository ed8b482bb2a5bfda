using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>Certificates in PEM.</summary>
internal static class PemCertificates
{
    /// <summary>All of them, in their order.</summary>
    /// <param name="pem">The file's content.</param>
    /// <param name="shown">Its path, for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it holds none, or one that cannot be read.</exception>
    public static IReadOnlyList<X509Certificate2> Read(ReadOnlyMemory<byte> pem, string shown)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem.Span));
        }
        catch (CryptographicException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{shown} holds a certificate that cannot be read: {exception.Message}", "Put the right file there", exception);
        }

        return certificates.Count > 0 ? [.. certificates] : throw new MeshException(ExitCode.MalformedInput, $"{shown} holds no certificate in PEM", "Put the right file there");
    }

    /// <summary>The only one.</summary>
    /// <param name="pem">The file's content.</param>
    /// <param name="shown">Its path, for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: as for <see cref="Read"/>, or there are several.</exception>
    public static X509Certificate2 ReadOne(ReadOnlyMemory<byte> pem, string shown) => Read(pem, shown) is [var only] ? only
        : throw new MeshException(ExitCode.MalformedInput, $"{shown} holds several certificates, and must hold one", "Leave only the right one in it");

    /// <summary>As a file holds it.</summary>
    public static byte[] Write(params IEnumerable<X509Certificate2> certificates) => Encoding.ASCII.GetBytes(string.Concat(certificates.Select(one => one.ExportCertificatePem() + "\n")));
}
