namespace Mesh.Core.Certificates.Reading;

/// <summary>The names of a CA's files.</summary>
/// <param name="Signing">The signing certificate's.</param>
/// <param name="Key">The signing key's.</param>
/// <param name="Chain">The chain's.</param>
/// <param name="Roots">The roots'.</param>
internal sealed record CaFileNames(string Signing, string Key, string Chain, string Roots)
{
    public static CaFileNames Of(CaLayout layout) => layout switch
    {
        CaLayout.Tls => new(CaFolder.TlsCertificate, CaFolder.TlsKey, CaFolder.TlsCertificate, CaFolder.TlsRoot),
        CaLayout.SelfSigned => new(CaFolder.Certificate, CaFolder.Key, CaFolder.Certificate, CaFolder.Certificate),
        _ => new(CaFolder.Certificate, CaFolder.Key, CaFolder.Chain, CaFolder.Root),
    };

    /// <summary>The names of the files that have to be there.</summary>
    public IEnumerable<string> Required => new[] { Signing, Key, Chain, Roots }.Distinct();
}
