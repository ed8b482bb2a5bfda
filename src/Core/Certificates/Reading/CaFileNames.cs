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
        CaLayout.Tls => new("tls.crt", "tls.key", "tls.crt", "ca.crt"),
        CaLayout.SelfSigned => new("ca-cert.pem", "ca-key.pem", "ca-cert.pem", "ca-cert.pem"),
        _ => new("ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"),
    };

    /// <summary>The names of the files that have to be there.</summary>
    public IEnumerable<string> Required => new[] { Signing, Key, Chain, Roots }.Distinct();
}
