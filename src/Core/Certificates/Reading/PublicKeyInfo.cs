using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Mesh.Core.Certificates.Reading;

/// <summary>A public key, and how strong it is.</summary>
internal sealed class PublicKeyInfo
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    private static readonly Dictionary<string, string> Curves = new()
    {
        ["1.2.840.10045.3.1.7"] = "P-256", ["1.3.132.0.34"] = "P-384", ["1.3.132.0.35"] = "P-521", ["1.3.132.0.33"] = "P-224", ["1.3.132.0.10"] = "secp256k1",
    };

    /// <exception cref="AsnContentException">It is no public key at all.</exception>
    /// <exception cref="CryptographicException">It is a broken one.</exception>
    public PublicKeyInfo(byte[] subjectPublicKeyInfo)
    {
        Raw = subjectPublicKeyInfo;
        var algorithm = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        if (oid == Rsa)
        {
            using var key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            (IsRsa, Bits, Text) = (true, key.KeySize, $"RSA {key.KeySize}");
        }
        else if (oid == EllipticCurve)
        {
            var curve = algorithm.HasData && algorithm.PeekTag() == Asn1Tag.ObjectIdentifier ? algorithm.ReadObjectIdentifier() : "explicit parameters";
            (IsElliptic, Text) = (true, $"ECDSA {Curves.GetValueOrDefault(curve, curve)}");
            // The three that every verifier in a mesh takes.
            IsWeak = curve is not ("1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35");
        }
        else
        {
            Text = oid switch { "1.3.101.112" => "Ed25519", "1.3.101.113" => "Ed448", "1.2.840.10040.4.1" => "DSA", _ => oid };
        }

        IsWeak |= IsRsa && Bits < 2048;
    }

    public byte[] Raw { get; }

    public bool IsRsa { get; }

    public bool IsElliptic { get; }

    /// <summary>The size of an RSA key.</summary>
    public int Bits { get; }

    /// <summary>True below RSA 2048 and for curves other than P-256, P-384 and P-521.</summary>
    public bool IsWeak { get; }

    /// <summary>True when this program cannot compute with it.</summary>
    public bool IsUnknown => !IsRsa && !IsElliptic;

    /// <summary>Such as <c>RSA 4096</c>.</summary>
    public string Text { get; }

    /// <summary>True when it is the same key, however its parameters are written.</summary>
    public bool Same(PublicKeyInfo other) => Raw.AsSpan().SequenceEqual(other.Raw) || (IsRsa && other.IsRsa && Modulus().AsSpan().SequenceEqual(other.Modulus()));

    private byte[] Modulus()
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Raw, out _);
        var parameters = key.ExportParameters(false);
        return [.. parameters.Modulus!, .. parameters.Exponent!];
    }
}
