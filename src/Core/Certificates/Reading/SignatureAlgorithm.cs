using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Mesh.Core.Certificates.Reading;

/// <summary>How a certificate is signed: RSA (PKCS#1 and PSS) and ECDSA with MD5, SHA-1 and SHA-2. Anything else is called unknown, never good.</summary>
internal sealed class SignatureAlgorithm
{
    // A larger key takes seconds, and none signs a mesh.
    private const int LargestRsa = 16384;

    private readonly HashAlgorithmName hash;
    private readonly RSASignaturePadding? padding;
    private readonly bool known = true;

    /// <exception cref="AsnContentException">It is malformed.</exception>
    public SignatureAlgorithm(AsnReader algorithm)
    {
        var oid = algorithm.ReadObjectIdentifier();
        (hash, padding, Name) = oid switch
        {
            "1.2.840.113549.1.1.4" => (HashAlgorithmName.MD5, RSASignaturePadding.Pkcs1, "MD5-RSA"),
            "1.2.840.113549.1.1.5" => (HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1, "SHA1-RSA"),
            "1.2.840.113549.1.1.11" => (HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, "SHA256-RSA"),
            "1.2.840.113549.1.1.12" => (HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, "SHA384-RSA"),
            "1.2.840.113549.1.1.13" => (HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, "SHA512-RSA"),
            "1.2.840.10045.4.1" => (HashAlgorithmName.SHA1, null, "ECDSA-SHA1"),
            "1.2.840.10045.4.3.2" => (HashAlgorithmName.SHA256, null, "ECDSA-SHA256"),
            "1.2.840.10045.4.3.3" => (HashAlgorithmName.SHA384, null, "ECDSA-SHA384"),
            "1.2.840.10045.4.3.4" => (HashAlgorithmName.SHA512, null, "ECDSA-SHA512"),
            "1.2.840.113549.1.1.10" => Pss(algorithm),
            "1.3.101.112" => (default, null, "Ed25519"),
            _ => (default, (RSASignaturePadding?)null, oid),
        };
        known = hash.Name is not null;
    }

    /// <summary>As Go names it: SHA256-RSA, SHA256-RSAPSS, ECDSA-SHA256; the OID of an unknown one.</summary>
    public string Name { get; }

    /// <summary>True for MD5.</summary>
    public bool IsBroken => hash == HashAlgorithmName.MD5;

    /// <summary>True for MD5 and SHA-1, which Go does not accept.</summary>
    public bool IsInsecure => IsBroken || hash == HashAlgorithmName.SHA1;

    /// <summary>Whether a signature was made with a key.</summary>
    public SignatureCheck Check(PublicKeyInfo key, byte[] signed, byte[] signature)
    {
        if (!known || key.IsUnknown || key.Bits > LargestRsa)
        {
            return SignatureCheck.Unknown;
        }

        try
        {
            return Verify(key, signed, signature) ? SignatureCheck.Valid : SignatureCheck.Invalid;
        }
        catch (CryptographicException)
        {
            // A curve that the system's library does not have.
            return key.IsElliptic && key.IsWeak ? SignatureCheck.Unknown : SignatureCheck.Invalid;
        }
    }

    private bool Verify(PublicKeyInfo key, byte[] signed, byte[] signature)
    {
        if (padding is not null)
        {
            using var rsa = RSA.Create();
            return key.IsRsa && Imported(rsa, key) && rsa.VerifyData(signed, signature, hash, padding);
        }

        using var ecdsa = ECDsa.Create();
        return key.IsElliptic && Imported(ecdsa, key) && ecdsa.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool Imported(AsymmetricAlgorithm algorithm, PublicKeyInfo key)
    {
        algorithm.ImportSubjectPublicKeyInfo(key.Raw, out _);
        return true;
    }

    // Only what Go takes: mask and message by the same hash, a salt of its length.
    private static (HashAlgorithmName, RSASignaturePadding?, string) Pss(AsnReader algorithm)
    {
        (HashAlgorithmName Hash, int Salt) found = (HashAlgorithmName.SHA1, 20);
        var mask = "1.3.14.3.2.26";
        var digest = mask;
        var parameters = algorithm.ReadSequence();
        while (parameters.HasData)
        {
            var tag = parameters.PeekTag();
            var value = parameters.ReadSequence(tag);
            switch (tag.TagValue)
            {
                case 0:
                    digest = value.ReadSequence().ReadObjectIdentifier();
                    break;
                case 1:
                    var function = value.ReadSequence();
                    function.ReadObjectIdentifier();
                    mask = function.ReadSequence().ReadObjectIdentifier();
                    break;
                case 2 when value.TryReadInt32(out var salt):
                    found.Salt = salt;
                    break;
            }
        }

        (found.Hash, var length, var name) = digest switch
        {
            "2.16.840.1.101.3.4.2.1" => (HashAlgorithmName.SHA256, 32, "SHA256-RSAPSS"),
            "2.16.840.1.101.3.4.2.2" => (HashAlgorithmName.SHA384, 48, "SHA384-RSAPSS"),
            "2.16.840.1.101.3.4.2.3" => (HashAlgorithmName.SHA512, 64, "SHA512-RSAPSS"),
            _ => (default, -1, "RSA-PSS with other parameters"),
        };
        return mask == digest && found.Salt == length ? (found.Hash, RSASignaturePadding.Pss, name) : (default, null, "RSA-PSS with other parameters");
    }
}
