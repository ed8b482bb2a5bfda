using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>The certificate that istiod would issue to a workload, though nobody issues it. Source: istio, security/pkg/pki/util/generate_cert.go.</summary>
internal static class WorkloadLeaf
{
    private static readonly DistinguishedName NoName = new([0x30, 0x00]);

    /// <param name="signing">The signing certificate.</param>
    /// <param name="key">The public half of the key that signs; null where none can.</param>
    /// <param name="now">When it is issued.</param>
    /// <param name="trustDomain">The trust domain of the workload.</param>
    public static Certificate Of(Certificate signing, PublicKeyInfo? key, DateTimeOffset now, string trustDomain) => new()
    {
        Subject = NoName,
        Issuer = signing.Subject,
        NotBefore = now.AddMinutes(-2),
        NotAfter = now.AddHours(24),
        SignedBy = key,
        HasBasicConstraints = true,
        KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
        ExtendedKeyUsage = [Certificate.ServerAuth, Certificate.ClientAuth],
        AuthorityKeyId = signing.SubjectKeyId,
        AlternativeNames = [GeneralName.OfUri($"spiffe://{trustDomain}/ns/default/sa/default")],
    };
}
