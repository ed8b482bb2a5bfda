using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>A private key and how it signs. It never becomes a string: its bytes are wiped as soon as they are written.</summary>
internal sealed class CaKey : IDisposable
{
    private readonly AsymmetricAlgorithm algorithm;

    private CaKey(AsymmetricAlgorithm algorithm)
    {
        this.algorithm = algorithm;
        // This is where a new key is really made; before, it is only a promise of one.
        PublicKey = new PublicKey(algorithm);
    }

    /// <summary>Its public half.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The hash it signs with: as strong as its curve; SHA-256 with RSA.</summary>
    public HashAlgorithmName Hash => algorithm is not ECDsa ? HashAlgorithmName.SHA256 : algorithm.KeySize switch
    {
        <= 256 => HashAlgorithmName.SHA256,
        <= 384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    /// <summary>Its kind as people read it, such as <c>RSA 4096</c>.</summary>
    public string Kind => algorithm is RSA ? $"RSA {algorithm.KeySize}" : $"P-{algorithm.KeySize}";

    /// <summary>A new one.</summary>
    /// <param name="kind">rsa4096, p256 or p384.</param>
    public static CaKey Make(string kind) => new(kind switch
    {
        "rsa4096" => RSA.Create(4096),
        "p256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "p384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        _ => throw new MeshException(ExitCode.Configuration, $"certificates.key is '{kind}', which is no kind of key", "Set it to rsa4096, p256 or p384"),
    });

    /// <summary>The kind of a key still to be made, as people read it.</summary>
    public static string KindOf(string kind) => kind switch { "p256" => "P-256", "p384" => "P-384", _ => "RSA 4096" };

    /// <summary>One that is there.</summary>
    /// <param name="pem">PEM in any of the forms that istiod takes.</param>
    /// <param name="shown">Its path, for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it holds no key, or one that istiod refuses.</exception>
    public static CaKey Read(ReadOnlySpan<byte> pem, string shown)
    {
        var text = new char[Encoding.ASCII.GetCharCount(pem)];
        try
        {
            Encoding.ASCII.GetChars(pem, text);
            return TryRead(RSA.Create(), text) ?? TryRead(ECDsa.Create(), text) ?? throw new MeshException(ExitCode.MalformedInput,
                text.AsSpan().Contains("ENCRYPTED", StringComparison.Ordinal) ? $"{shown} is encrypted, which istiod refuses" : $"{shown} holds no private key that istiod takes: RSA or elliptic curve, in PEM",
                "Put the right key there, unencrypted");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>Whether it belongs to a certificate.</summary>
    public bool Fits(PublicKey other) => PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.ExportSubjectPublicKeyInfo());

    /// <summary>Makes the signatures of certificates.</summary>
    public X509SignatureGenerator Generator() =>
        algorithm is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)algorithm);

    /// <summary>PKCS#8 in PEM, unencrypted, since istiod refuses any other; whoever asks for it wipes it.</summary>
    public byte[] ToPem()
    {
        var der = algorithm.ExportPkcs8PrivateKey();
        try
        {
            var label = "PRIVATE KEY"u8;
            var pem = new byte[PemEncoding.GetEncodedSize(label.Length, der.Length) + 1];
            PemEncoding.TryWriteUtf8(label, der, pem, out var written);
            pem[written] = (byte)'\n';
            return pem;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => algorithm.Dispose();

    private static CaKey? TryRead(AsymmetricAlgorithm empty, char[] text)
    {
        try
        {
            empty.ImportFromPem(text);
            return new CaKey(empty);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            empty.Dispose();
            return null;
        }
    }
}
