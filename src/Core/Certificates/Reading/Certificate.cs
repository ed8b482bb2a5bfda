using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Certificates.Reading;

/// <summary>A certificate as far as verifiers look at it. Either read from bytes, or one that istiod would issue and nobody has.</summary>
internal sealed class Certificate
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string AnyUsage = "2.5.29.37.0";

    private static readonly (X509KeyUsageFlags Flag, string Name)[] Usages =
    [
        (X509KeyUsageFlags.DigitalSignature, "digitalSignature"), (X509KeyUsageFlags.NonRepudiation, "nonRepudiation"), (X509KeyUsageFlags.KeyEncipherment, "keyEncipherment"),
        (X509KeyUsageFlags.DataEncipherment, "dataEncipherment"), (X509KeyUsageFlags.KeyAgreement, "keyAgreement"), (X509KeyUsageFlags.KeyCertSign, "keyCertSign"),
        (X509KeyUsageFlags.CrlSign, "cRLSign"), (X509KeyUsageFlags.EncipherOnly, "encipherOnly"), (X509KeyUsageFlags.DecipherOnly, "decipherOnly"),
    ];

    /// <summary>Its bytes; empty for one that nobody has issued.</summary>
    public byte[] Raw { get; init; } = [];

    /// <summary>The SHA-256 of its bytes, in upper case hexadecimal.</summary>
    public string Fingerprint { get; init; } = "";

    public required DistinguishedName Subject { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public int Version { get; init; } = 3;

    /// <summary>The content of its INTEGER, big-endian.</summary>
    public byte[] Serial { get; init; } = [1];

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Its key; null for one that nobody has issued.</summary>
    public PublicKeyInfo? Key { get; init; }

    /// <summary>How it is signed; null for one that nobody has issued.</summary>
    public SignatureAlgorithm? Algorithm { get; init; }

    /// <summary>The part that is signed.</summary>
    public byte[] Signed { get; init; } = [];

    public byte[] Signature { get; init; } = [];

    /// <summary>The key that signs it, for one that nobody has issued yet.</summary>
    public PublicKeyInfo? SignedBy { get; init; }

    public bool HasBasicConstraints { get; init; }

    public bool IsCa { get; init; }

    /// <summary>How many CAs may stand below it in a chain; null for any number.</summary>
    public int? PathLength { get; init; }

    /// <summary>What its key may do; null for everything.</summary>
    public X509KeyUsageFlags? KeyUsage { get; init; }

    /// <summary>What it may be used for; null for everything.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsage { get; init; }

    public byte[]? SubjectKeyId { get; init; }

    public byte[]? AuthorityKeyId { get; init; }

    public byte[]? AuthoritySerial { get; init; }

    public NameConstraints? NameConstraints { get; init; }

    /// <summary>Its alternative names; null when it has no such extension.</summary>
    public IReadOnlyList<GeneralName>? AlternativeNames { get; init; }

    /// <summary>The extensions that whoever does not know them has to refuse.</summary>
    public IReadOnlyList<string> Critical { get; init; } = [];

    /// <summary>True when it names itself as its issuer.</summary>
    public bool IsSelfIssued => Subject.Same(Issuer);

    /// <summary>True unless its keyUsage forbids it.</summary>
    public bool MaySign => KeyUsage is null || KeyUsage.Value.HasFlag(X509KeyUsageFlags.KeyCertSign);

    /// <summary>Its keyUsage in the words of X.509: <c>keyCertSign, cRLSign</c>.</summary>
    public string KeyUsageText => string.Join(", ", Usages.Where(usage => KeyUsage?.HasFlag(usage.Flag) == true).Select(usage => usage.Name)) is { Length: > 0 } text ? text : "none";

    /// <summary>Whether the key of another certificate signed this one.</summary>
    public SignatureCheck CheckSignature(Certificate issuer) =>
        SignedBy is { } signer ? issuer.Key is { } key && signer.Same(key) ? SignatureCheck.Valid : SignatureCheck.Invalid
        : Algorithm is null || issuer.Key is null ? SignatureCheck.Invalid : Algorithm.Check(issuer.Key, Signed, Signature);

    /// <summary>As people read it: <c>'O=Istio, CN=Root CA'</c>.</summary>
    public override string ToString() => $"'{(Subject.IsEmpty ? (AlternativeNames is [var name, ..] ? name.Text : "no name") : Subject)}'";

    /// <summary>A moment as reports say it.</summary>
    public static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The serial number as a number.</summary>
    public BigInteger SerialNumber => new(Serial, isBigEndian: true);

    public bool Same(Certificate other) => Raw.Length > 0 && Fingerprint == other.Fingerprint;
}
