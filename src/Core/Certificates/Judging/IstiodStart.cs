using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>Whether istiod starts with a CA: its checks in its order, in its words. Source: istio, pilot/pkg/bootstrap/istio_ca.go, security/pkg/pki/util/keycertbundle.go and ca/ca.go.</summary>
internal static class IstiodStart
{
    public static Judgement Judge(CaContent ca, DateTimeOffset now)
    {
        var self = ca.Bundle.Layout == CaLayout.SelfSigned;
        if (ca.Names.Required.Any(name => !ca.Bundle.Files.ContainsKey(name)))
        {
            return Refused(self, self ? "failed to create CA KeyCertBundle (failed to parse cert PEM: invalid PEM encoded certificate)" : "incomplete signing CA bundle detected");
        }

        if (Verify(ca, now) is { } why)
        {
            return Refused(self, $"failed to create CA KeyCertBundle ({why})");
        }

        if (!ca.Signing!.IsCa && !self)
        {
            return Refused(self, "certificate is not authorized to sign other certificates");
        }

        return Lifetime(ca, now) is { } ended ? Refused(false, $"failed to get default cert TTL {ended}") : Judgement.Accepted;
    }

    private static string? Verify(CaContent ca, DateTimeOffset now)
    {
        if (ca.SigningFile is not { Blocks: [var block, ..] })
        {
            return "failed to parse cert PEM: invalid PEM encoded certificate";
        }

        if (ca.Signing is null)
        {
            return "failed to parse cert PEM: failed to parse X.509 certificate";
        }

        if (new GoVerifier(ca.Roots, ca.Chain, now, Certificate.ServerAuth).Verify(ca.Signing) is { } error)
        {
            return $"cannot verify the cert with the provided root chain and cert pool with error: {error}";
        }

        if (ca.Key!.Refusal.Length > 0)
        {
            return $"failed to parse private key PEM: {ca.Key.Refusal}";
        }

        if (!block.IsCertificate)
        {
            return "the cert does not match the key: tls: failed to find \"CERTIFICATE\" PEM block in certificate input";
        }

        if (ca.Key.Public is { } key && ca.Signing.Key is { } own && !own.Same(key))
        {
            return own.IsRsa != key.IsRsa
                ? "the cert does not match the key: tls: private key type does not match public key type"
                : "the cert does not match the key: tls: private key does not match public key";
        }

        return null;
    }

    // It takes the first block of the chain for the signing certificate, whatever that is.
    private static string? Lifetime(CaContent ca, DateTimeOffset now)
    {
        if (ca.Bundle.Chain is not { IsEmpty: false } || ca.ChainFile is null)
        {
            return null;
        }

        if (ca.ChainFile is not { Blocks: [var first, ..] })
        {
            return "failed to get cert chain TTL: failed to extract cert expiration timestamp: failed to parse the cert: invalid PEM encoded certificate";
        }

        return CertificateReader.Read(first.Content) is not { } certificate
            ? "failed to get cert chain TTL: failed to extract cert expiration timestamp: failed to parse the cert: failed to parse X.509 certificate"
            : certificate.NotAfter <= now ? "cert chain has expired" : null;
    }

    private static Judgement Refused(bool self, string why) =>
        new(false, $"Error: failed to create discovery service: failed to create CA: failed to create {(self ? "a self-signed" : "an")} istiod CA: {why}");
}
