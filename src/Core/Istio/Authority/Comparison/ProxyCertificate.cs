using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>The certificate that a proxy shows.</summary>
/// <param name="Name">The proxy, or the dump it is from.</param>
/// <param name="Chain">The certificate and what is sent behind it, as PEM.</param>
internal sealed record ProxyCertificate(string Name, ReadOnlyMemory<byte> Chain)
{
    public IReadOnlyList<Certificate> Certificates { get; } = CaContent.Certificates(PemReader.Read("chain", Chain.Span));
}
