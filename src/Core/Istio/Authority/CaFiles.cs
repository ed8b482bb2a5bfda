using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Authority;

/// <summary>The four files of a CA, all there, byte for byte as they are or will be in a secret. They hold a private key: never print them.</summary>
internal sealed class CaFiles(ReadOnlyMemory<byte> certificate, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> chain, ReadOnlyMemory<byte> roots)
{
    public static readonly IReadOnlyList<string> Names = [CaFolder.Certificate, CaFolder.Key, CaFolder.Chain, CaFolder.Root];

    private readonly Certificate? signer = Read(CaFolder.Certificate, certificate) is [var first, ..] ? first : null;

    /// <summary>The signing certificate; null when it is none.</summary>
    public Certificate? Signer => signer;

    public IReadOnlyList<Certificate> Roots { get; } = Read(CaFolder.Root, roots);

    public ReadOnlyMemory<byte> RootFile => roots;

    /// <summary>Null when a file is not there. In the CA that istiod made itself the certificate is chain and root too.</summary>
    public static CaFiles? Of(CaBundle? bundle) => bundle is { SigningCertificate: { Length: > 0 } certificate, SigningKey: { Length: > 0 } key, Roots: { } roots }
        ? bundle.Layout == CaLayout.SelfSigned ? new(certificate, key, certificate, certificate) : bundle.Chain is { } chain ? new(certificate, key, chain, roots) : null
        : null;

    /// <summary>The same CA, with other roots.</summary>
    public CaFiles Trusting(ReadOnlyMemory<byte> other) => new(certificate, key, chain, other);

    /// <summary>These roots and, behind them, those of another CA that are not among them.</summary>
    public ReadOnlyMemory<byte> RootsWith(CaFiles other)
    {
        var missing = other.Roots.Where(root => !Roots.Any(root.Same)).Select(root => PemEncoding.WriteString("CERTIFICATE", root.Raw) + "\n");
        var newline = roots.Span is [.., not (byte)'\n'] ? "\n" : "";
        return (ReadOnlyMemory<byte>)(byte[])[.. roots.Span, .. System.Text.Encoding.ASCII.GetBytes(newline + string.Concat(missing))];
    }

    public bool Trusts(IEnumerable<Certificate> others) => others.All(other => Roots.Any(other.Same));

    public bool SignsAs(CaFiles other) => signer is not null && other.Signer is { } one && signer.Same(one);

    public bool Same(CaFiles? other) => other is not null && Contents.Zip(other.Contents).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));

    /// <summary>The root that its signing certificate leads to; null when it leads to none of its own roots.</summary>
    public Certificate? OwnRoot => signer is null ? null : Certificates.Judging.CaPath.Climb(signer, Read(CaFolder.Chain, chain), Roots) is { IsComplete: true } path ? path.Top : null;

    public CaBundle Bundle(string source) => new(source, CaLayout.Istio, Names.Zip(Contents).ToDictionary(file => file.First, file => file.Second));

    /// <summary>As a Secret's data has it.</summary>
    public JsonObject Data() => new(Names.Zip(Contents).Select(file => KeyValuePair.Create<string, JsonNode?>(file.First, Convert.ToBase64String(file.Second.Span))));

    private ReadOnlyMemory<byte>[] Contents => [certificate, key, chain, roots];

    internal static List<Certificate> Read(string name, ReadOnlyMemory<byte> content) => CaContent.Certificates(PemReader.Read(name, content.Span));
}
