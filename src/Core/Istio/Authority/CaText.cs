using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Changes;

namespace Mesh.Core.Istio.Authority;

/// <summary>A CA as diffs show it: subjects, fingerprints and validity, never content.</summary>
internal static class CaText
{
    public static string Diff(CaBundle? before, CaFiles? after) => Diff(before, after?.Bundle(""));

    private static string Diff(CaBundle? before, CaBundle? after) =>
        UnifiedDiff.Of(Of(before), Of(after)) is { Length: > 0 } diff ? diff : "the same certificates and the same key, written otherwise: line endings, text between the blocks or the form of the key";

    private static string Of(CaBundle? bundle) => bundle is null ? "" : string.Concat(bundle.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Of(bundle, file.Key, file.Value)));

    private static string Of(CaBundle bundle, string name, ReadOnlyMemory<byte> content)
    {
        var shown = Model.Printable.OneLine(name);
        var file = PemReader.Read(name, content.Span);
        if (file.Blocks.Any(block => block.IsPrivateKey) || name.EndsWith("key.pem", StringComparison.Ordinal) || name.EndsWith(".key", StringComparison.Ordinal))
        {
            var own = bundle.SigningCertificate is { } certificate && CaFiles.Read("", certificate) is [var signer, ..] ? signer : null;
            return $"{shown}:\n" + (SigningKey.Read(file).Public is not { } key ? "  a key that cannot be read\n"
                : own?.Key is { } match && match.Same(key) ? $"  the key of {own.Fingerprint}, {key.Text}\n" : $"  a key of another certificate, {key.Text}\n");
        }

        var certificates = CaContent.Certificates(file);
        return $"{shown}:\n{(certificates.Count == 0 ? $"  no certificate, {content.Length} bytes\n" : string.Concat(certificates.Select(one => $"  {Line(one)}\n")))}";
    }

    public static string Line(Certificate certificate)
    {
        var facts = CertificateFacts.Of(certificate);
        return $"{Model.Printable.OneLine(facts.Subject)}  {facts.Key}  {Certificate.Moment(facts.NotBefore)} to {Certificate.Moment(facts.NotAfter)}  SHA-256 {facts.Fingerprint}";
    }

    public static string Names(IEnumerable<Certificate> certificates) => string.Join(" and ", certificates.Select(one => $"{one} SHA-256 {one.Fingerprint}")) is { Length: > 0 } text ? text : "none";
}
