using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Certificates.Making;

/// <summary>What makes a certificate fit to be the root, or a cluster's intermediate.</summary>
internal static class CertificateRules
{
    private const string ServerRole = "1.3.6.1.5.5.7.3.1", ClientRole = "1.3.6.1.5.5.7.3.2", AnyRole = "2.5.29.37.0";

    /// <summary>Why a certificate cannot be the root above intermediates; null when it can.</summary>
    public static string? WhyNoRoot(X509Certificate2 root, DateTimeOffset now) =>
        !SameName(root.SubjectName, root.IssuerName) ? $"it is no root but was issued by {CaText.Of(root.IssuerName)}"
        : WhyNoAuthority(root, now) is { } why ? why
        : root.Extensions.OfType<X509BasicConstraintsExtension>().Single() is { HasPathLengthConstraint: true, PathLengthConstraint: 0 } ? "its path length is 0, so that every workload's certificate would be refused"
        : !IsSignedBy(root, root, now) ? "it is not signed by its own key"
        : null;

    /// <summary>Why a certificate cannot be a cluster's intermediate; null when it can.</summary>
    public static string? WhyNoIntermediate(X509Certificate2 certificate, CaKey key, X509Certificate2 root, DateTimeOffset now) =>
        !key.Fits(certificate.PublicKey) ? "its certificate is not that of its key"
        : !SameName(certificate.IssuerName, root.SubjectName) ? $"its certificate was issued by {CaText.Of(certificate.IssuerName)} and not by the root {CaText.Of(root.SubjectName)}"
        : WhyNoAuthority(certificate, now) is { } why ? why
        : !IsSignedBy(certificate, root, now) ? $"its certificate is not signed by the root {CaText.Of(root)}, but by another of the same name"
        : null;

    /// <summary>In what an intermediate that works is not of the profile.</summary>
    public static IEnumerable<string> Deviations(X509Certificate2 certificate, X509Certificate2 root)
    {
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        if (constraints is not { HasPathLengthConstraint: true, PathLengthConstraint: 0 })
        {
            yield return "no path length 0";
        }

        if (!constraints.Critical)
        {
            yield return "basicConstraints not critical";
        }

        switch (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault())
        {
            case null:
                yield return "no keyUsage";
                break;
            case { Critical: false }:
                yield return "keyUsage not critical";
                break;
        }

        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any())
        {
            yield return "an extended key usage";
        }

        if (!certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any())
        {
            yield return "no subject key identifier";
        }

        if (!certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Any())
        {
            yield return "no authority key identifier";
        }

        if (CaText.End(certificate) > CaText.End(root))
        {
            yield return $"it ends on {CaText.Day(CaText.End(certificate))}, after its root, which ends on {CaText.Day(CaText.End(root))}";
        }
    }

    private static string? WhyNoAuthority(X509Certificate2 certificate, DateTimeOffset now)
    {
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        var roles = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(role => role.Value).ToList();
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true } ? "its certificate is not that of a CA (basicConstraints CA:TRUE)"
            : usage is not null && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign) ? "its certificate may not sign others (keyUsage without keyCertSign)"
            : roles is not null && !roles.Contains(AnyRole) && !(roles.Contains(ServerRole) && roles.Contains(ClientRole)) ? "its extended key usage leaves out what workloads need, server and client authentication"
            : CaText.End(certificate) <= now ? $"its certificate ended on {CaText.Day(CaText.End(certificate))}"
            : CaText.Begin(certificate) > now ? $"its certificate is valid only from {CaText.Day(CaText.Begin(certificate))} on"
            : null;
    }

    private static bool SameName(X500DistinguishedName one, X500DistinguishedName other) => one.RawData.AsSpan().SequenceEqual(other.RawData);

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 root, DateTimeOffset now)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true, VerificationTime = now.UtcDateTime, VerificationTimeIgnored = false,
            },
        };
        return chain.Build(certificate);
    }
}
