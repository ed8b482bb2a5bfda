namespace Mesh.Core.Certificates.Reading;

/// <summary>A block of a PEM file. It may hold a private key: never print its content.</summary>
/// <param name="Label">What stands between the dashes, such as CERTIFICATE.</param>
/// <param name="Content">What its base64 says.</param>
/// <param name="Line">The line of its BEGIN, from 1.</param>
internal sealed record PemBlock(string Label, byte[] Content, int Line)
{
    public bool IsCertificate => Label == "CERTIFICATE";

    public bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public override string ToString() => $"{Label} in line {Line}";
}
