using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Mesh.Core.Certificates.Reading;

/// <summary>What istiod makes of a key file. Only the public half is kept.</summary>
/// <param name="Public">The public half; null when istiod cannot read the file or this program cannot.</param>
/// <param name="Refusal">What istiod says when it cannot read it; empty when it can.</param>
/// <param name="Seen">What is wrong with it, for people; empty when nothing is.</param>
/// <param name="Line">The line that is about, from 1.</param>
internal sealed record SigningKey(PublicKeyInfo? Public, string Refusal, string Seen, int? Line)
{
    /// <summary>True when it is of a kind that istiod can read and this program cannot.</summary>
    public bool IsUnknown => Public is null && Refusal.Length == 0;

    /// <summary>Reads the first block, which is the only one that istiod looks at.</summary>
    public static SigningKey Read(PemFile file)
    {
        if (file.Blocks is not [var block, ..])
        {
            return new(null, "invalid PEM-encoded key", string.Join("; ", file.Damages.Select(damage => damage.What)), file.Damages is [var first, ..] ? first.Line : null);
        }

        return block.Label switch
        {
            "RSA PRIVATE KEY" => Import(block, "failed to parse the RSA private key", RSA.Create, (key, bytes) => ((RSA)key).ImportRSAPrivateKey(bytes, out _)),
            "EC PRIVATE KEY" => Import(block, "failed to parse the ECDSA private key", ECDsa.Create, (key, bytes) => ((ECDsa)key).ImportECPrivateKey(bytes, out _)),
            "PRIVATE KEY" => ImportPkcs8(block),
            // OpenSSL's old encryption keeps the label, so that istiod tries to parse what is encrypted.
            "ENCRYPTED RSA PRIVATE KEY" => new(null, "failed to parse the RSA private key", "the key is encrypted, and istiod has nowhere to take a passphrase from", block.Line),
            "ENCRYPTED EC PRIVATE KEY" => new(null, "failed to parse the ECDSA private key", "the key is encrypted, and istiod has nowhere to take a passphrase from", block.Line),
            "ENCRYPTED PRIVATE KEY" => new(null, "unsupported PEM block type for a private key: ENCRYPTED PRIVATE KEY", "the key is encrypted, and istiod has nowhere to take a passphrase from", block.Line),
            "EC PARAMETERS" => new(null, "unsupported PEM block type for a private key: EC PARAMETERS", "its first block is EC PARAMETERS, as openssl ecparam writes it, and istiod reads no further", block.Line),
            var label => new(null, $"unsupported PEM block type for a private key: {Model.Printable.OneLine(label)}", $"its first block is {Model.Printable.OneLine(label)}, which is no key that istiod reads", block.Line),
        };
    }

    private static SigningKey ImportPkcs8(PemBlock block)
    {
        const string refusal = "failed to parse the PKCS8 private key";
        try
        {
            var info = new AsnReader(block.Content, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            var oid = info.ReadSequence().ReadObjectIdentifier();
            return oid switch
            {
                "1.2.840.113549.1.1.1" => Import(block, refusal, RSA.Create, (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _)),
                "1.2.840.10045.2.1" => Import(block, refusal, ECDsa.Create, (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _)),
                "1.3.101.112" or "1.3.101.110" => new(null, "", "", block.Line),
                _ => new(null, refusal, $"it is a key of the kind {oid}, which istiod does not read", block.Line),
            };
        }
        catch (AsnContentException)
        {
            return new(null, refusal, "what it says is no key", block.Line);
        }
    }

    private static SigningKey Import(PemBlock block, string refusal, Func<AsymmetricAlgorithm> create, Action<AsymmetricAlgorithm, byte[]> import)
    {
        try
        {
            using var key = create();
            import(key, block.Content);
            return new(new PublicKeyInfo(key.ExportSubjectPublicKeyInfo()), "", "", block.Line);
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or ArgumentException or PlatformNotSupportedException)
        {
            return new(null, refusal, $"what its block {block.Label} says is no such key", block.Line);
        }
    }
}
