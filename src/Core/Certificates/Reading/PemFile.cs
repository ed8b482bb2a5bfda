namespace Mesh.Core.Certificates.Reading;

/// <summary>What a PEM file holds, as the readers of Go and BoringSSL see it: both skip text between the blocks and whatever is not whole.</summary>
/// <param name="Name">Its name, such as ca-cert.pem.</param>
/// <param name="Blocks">Its whole blocks, in order.</param>
/// <param name="Damages">What is not whole.</param>
/// <param name="FirstCarriageReturn">The first line that ends in CRLF, from 1; null when none does.</param>
/// <param name="HasMark">True when a byte order mark hides the first BEGIN from those readers.</param>
internal sealed record PemFile(string Name, IReadOnlyList<PemBlock> Blocks, IReadOnlyList<PemDamage> Damages, int? FirstCarriageReturn, bool HasMark)
{
    /// <summary>The line of the certificate with this content; null when it is not there.</summary>
    public int? LineOf(Certificate certificate) => Blocks.FirstOrDefault(block => block.Content.AsSpan().SequenceEqual(certificate.Raw))?.Line;
}
