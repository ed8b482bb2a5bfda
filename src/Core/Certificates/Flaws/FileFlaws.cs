using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Flaws;

/// <summary>What is wrong with the files themselves. As long as something is, nothing else is looked at: it would only follow from it.</summary>
internal static class FileFlaws
{
    public static IEnumerable<Flaw> Of(CaContent ca)
    {
        var names = ca.Names;
        foreach (var name in names.Required.Where(name => !ca.Bundle.Files.ContainsKey(name)))
        {
            yield return new(CertificateFindings.FileMissing, name, null, $"{name} is not there; istiod before 1.26.1: {(name == names.Key
                ? "starts with a CA of its own (self-signed) and says nothing"
                : $"open ./etc/cacerts/{name}: no such file or directory")}");
        }

        foreach (var file in ca.Files)
        {
            foreach (var flaw in file.Name == names.Key ? OfKey(ca, file) : OfCertificates(ca, file))
            {
                yield return flaw;
            }
        }
    }

    /// <summary>Windows line endings: one finding for all files.</summary>
    public static IEnumerable<Flaw> LineEndings(IEnumerable<PemFile> files)
    {
        if (files.Where(file => file.FirstCarriageReturn is not null).ToList() is [var first, ..] all)
        {
            yield return new(CertificateFindings.PemCarriageReturns, first.Name, first.FirstCarriageReturn, $"CRLF in {string.Join(", ", all.Select(file => file.Name))}");
        }
    }

    private static IEnumerable<Flaw> OfKey(CaContent ca, PemFile file)
    {
        if (file.HasMark && file.Blocks.Count == 0)
        {
            yield return Hidden(file);
        }
        else if (ca.Key is { Refusal.Length: > 0 } key)
        {
            yield return new(CertificateFindings.KeyUnreadable, file.Name, key.Line, key.Seen);
        }
        else if (ca.Key is { IsUnknown: true } unknown)
        {
            yield return new(CertificateFindings.UnknownAlgorithm, file.Name, unknown.Line, "the signing key is neither RSA nor ECDSA");
        }
    }

    private static IEnumerable<Flaw> OfCertificates(CaContent ca, PemFile file)
    {
        if (file.Blocks.FirstOrDefault(block => block.IsPrivateKey) is { } leak)
        {
            yield return new(CertificateFindings.LeakedKey, file.Name, leak.Line, $"a block {Model.Printable.OneLine(leak.Label)} among the certificates");
        }

        if (file.HasMark)
        {
            yield return Hidden(file);
        }
        else if (file.Damages is [var damage, ..])
        {
            // An empty chain is a chain that lacks the signing certificate, and is called that.
            if (file.Name != ca.Names.Chain || ca.Bundle.Chain is not { IsEmpty: true })
            {
                yield return new(CertificateFindings.FileUnreadable, file.Name, damage.Line, damage.What);
            }
        }
        else if (file.Blocks.FirstOrDefault(block => block.IsCertificate && CertificateReader.Read(block.Content) is null) is { } broken)
        {
            yield return new(CertificateFindings.FileUnreadable, file.Name, broken.Line, "a block CERTIFICATE that is no X.509 certificate");
        }
        else if (!file.Blocks.Any(block => block.IsCertificate))
        {
            yield return file.Blocks.All(block => block.IsPrivateKey) && file.Blocks.Count > 0
                ? new(CertificateFindings.FileUnreadable, file.Name, null, "no block CERTIFICATE")
                : new(CertificateFindings.FileUnreadable, file.Name, file.Blocks[0].Line, $"no block CERTIFICATE, but {Model.Printable.OneLine(file.Blocks[0].Label)}");
        }
        else if (file.Name == ca.Names.Signing && !file.Blocks[0].IsCertificate)
        {
            yield return new(CertificateFindings.FileUnreadable, file.Name, file.Blocks[0].Line, $"its first block, the only one istiod reads, is {Model.Printable.OneLine(file.Blocks[0].Label)} and no CERTIFICATE");
        }
    }

    private static Flaw Hidden(PemFile file) => new(CertificateFindings.HiddenBlock, file.Name, 1, "EF BB BF before the first BEGIN");
}
