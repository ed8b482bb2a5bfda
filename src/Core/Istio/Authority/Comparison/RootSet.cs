using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>The roots that stand in one place.</summary>
internal sealed class RootSet
{
    private RootSet(ReadOnlyMemory<byte> pem, PemFile file)
    {
        Pem = pem;
        Certificates = CaContent.Certificates(file);
        HoldsKey = file.Blocks.Any(block => block.IsPrivateKey);
        var broken = file.Blocks.FirstOrDefault(block => block.IsCertificate && CertificateReader.Read(block.Content) is null);
        Damage = file.Damages is [var first, ..] ? first.Line is null ? first.What : $"line {first.Line}: {first.What}"
            : broken is not null ? $"line {broken.Line}: a block CERTIFICATE that is no X.509 certificate"
            : Certificates.Count == 0 ? "it holds no certificate" : null;
        Fingerprints = [.. Certificates.Select(root => root.Fingerprint).Order(StringComparer.Ordinal)];
    }

    public ReadOnlyMemory<byte> Pem { get; }

    public IReadOnlyList<Certificate> Certificates { get; }

    /// <summary>The SHA-256 of each root's bytes, sorted: the same set gives the same list.</summary>
    public IReadOnlyList<string> Fingerprints { get; }

    /// <summary>Why the mesh reads none of it; null when it does.</summary>
    public string? Damage { get; }

    /// <summary>True when a private key lies among the roots.</summary>
    public bool HoldsKey { get; }

    public static RootSet Of(ReadOnlyMemory<byte> pem) => new(pem, PemReader.Read("roots", pem.Span));

    public bool Same(RootSet other) => Damage is null && other.Damage is null && Fingerprints.SequenceEqual(other.Fingerprints);

    /// <summary>The bundle of a cluster of which only this is known: enough to verify with, not to sign.</summary>
    public CaBundle AsVerifier(string source) => new(source, CaLayout.Istio, new Dictionary<string, ReadOnlyMemory<byte>> { [CaFolder.Root] = Pem });

    /// <summary>The roots for people: <c>'O=Istio, CN=Root CA' 1A2B3C4D5E6F7A8B</c>.</summary>
    public override string ToString() => Damage ?? string.Join(" and ", Certificates.Select(Shown));

    public static string Shown(Certificate root) => $"{root} {Short(root.Fingerprint)}";

    /// <summary>As much of a fingerprint as nobody forges by accident.</summary>
    public static string Short(string fingerprint) => fingerprint[..16];
}
