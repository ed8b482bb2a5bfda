namespace Mesh.Core.Certificates.Reading;

/// <summary>A CA's files, read.</summary>
internal sealed class CaContent
{
    public CaContent(CaBundle bundle)
    {
        Bundle = bundle;
        Names = CaFileNames.Of(bundle.Layout);
        SigningFile = Read(Names.Signing, bundle.SigningCertificate);
        KeyFile = Read(Names.Key, bundle.SigningKey);
        RootFile = Names.Roots == Names.Signing ? SigningFile : Read(Names.Roots, bundle.Roots);
        ChainFile = Read(Names.Chain, bundle.Chain);
        Signing = SigningFile is { Blocks: [var first, ..] } ? CertificateReader.Read(first.Content) : null;
        Key = KeyFile is null ? null : SigningKey.Read(KeyFile);
        Chain = Certificates(ChainFile);
        Roots = Certificates(RootFile);
    }

    public CaBundle Bundle { get; }

    public CaFileNames Names { get; }

    public PemFile? SigningFile { get; }

    public PemFile? KeyFile { get; }

    public PemFile? RootFile { get; }

    /// <summary>In the layouts without such a file, what istiod makes of the others.</summary>
    public PemFile? ChainFile { get; }

    /// <summary>The signing certificate: the first block of its file; null when that is none.</summary>
    public Certificate? Signing { get; }

    public SigningKey? Key { get; }

    /// <summary>What istiod sends behind each certificate it issues.</summary>
    public IReadOnlyList<Certificate> Chain { get; }

    public IReadOnlyList<Certificate> Roots { get; }

    /// <summary>Every file that is there, once.</summary>
    public IEnumerable<PemFile> Files => new[] { SigningFile, KeyFile, Bundle.Layout == CaLayout.Istio ? ChainFile : null, RootFile }.OfType<PemFile>().Distinct();

    /// <summary>The file and the line that a certificate stands in.</summary>
    public (string File, int? Line) Place(Certificate certificate) =>
        new[] { SigningFile, RootFile, Bundle.Layout == CaLayout.Istio ? ChainFile : null }.OfType<PemFile>().Select(file => (file.Name, Line: file.LineOf(certificate))).FirstOrDefault(place => place.Line is not null, (Names.Signing, null));

    private static PemFile? Read(string name, ReadOnlyMemory<byte>? content) => content is { } bytes ? PemReader.Read(name, bytes.Span) : null;

    // As Go's pools: what is no certificate, or none that can be read, is skipped, and a repeated one counts once.
    internal static List<Certificate> Certificates(PemFile? file) =>
        [.. (file?.Blocks ?? []).Where(block => block.IsCertificate).Select(block => CertificateReader.Read(block.Content)).OfType<Certificate>().DistinctBy(certificate => certificate.Fingerprint)];
}
