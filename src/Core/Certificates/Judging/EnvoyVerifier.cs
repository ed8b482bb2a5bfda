using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>
/// What Envoy makes of a chain that a peer shows: X509_verify_cert of BoringSSL with partial chains allowed, as Envoy's default validator calls it (envoy, source/common/tls/cert_validator;
/// boringssl, crypto/x509/x509_vfy.cc and v3_purp.cc). It looks for issuers among what is trusted first, and applies path lengths, usages and CA rights only to what is not trusted by itself.
/// </summary>
/// <param name="trusted">The certificates of the validation context.</param>
/// <param name="now">The time.</param>
/// <param name="role">Whose certificate it is.</param>
internal sealed class EnvoyVerifier(IReadOnlyList<Certificate> trusted, DateTimeOffset now, Role role)
{
    private const int LongestChain = 102;

    private static readonly HashSet<string> Supported = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54"];

    /// <summary>Its error; null when it accepts.</summary>
    /// <param name="leaf">The peer's own certificate.</param>
    /// <param name="presented">What the peer sends behind it.</param>
    public EnvoyError? Verify(Certificate leaf, IReadOnlyList<Certificate> presented)
    {
        var chain = new List<Certificate> { leaf };
        var untrusted = presented.ToList();
        while (chain.Count < LongestChain && !IsSelfSigned(chain[^1]) && TrustedIssuer(chain[^1]) is null && untrusted.Find(one => Issued(one, chain[^1])) is { } issuer)
        {
            chain.Add(issuer);
            untrusted.Remove(issuer);
        }

        var own = chain.Count;
        Certificate? selfSigned = null;
        if (IsSelfSigned(chain[^1]))
        {
            if (chain.Count == 1)
            {
                if (!trusted.Any(one => one.Same(leaf)))
                {
                    return new(18, "self signed certificate", 0);
                }

                own = 0;
            }
            else
            {
                selfSigned = chain[^1];
                chain.RemoveAt(chain.Count - 1);
                own--;
            }
        }

        while (chain.Count < LongestChain && !IsSelfSigned(chain[^1]) && TrustedIssuer(chain[^1]) is { } anchor)
        {
            chain.Add(anchor);
        }

        if (chain.Count == own && !trusted.Any(one => one.Same(leaf)))
        {
            return selfSigned is not null && Issued(selfSigned, chain[^1])
                ? new(19, "self signed certificate in certificate chain", chain.Count)
                : new(20, "unable to get local issuer certificate", chain.Count - 1);
        }

        return Extensions(chain, own) ?? Signatures(chain) ?? Names(chain);
    }

    private EnvoyError? Extensions(List<Certificate> chain, int own)
    {
        var wanted = role == Role.Server ? Certificate.ServerAuth : Certificate.ClientAuth;
        var above = 0;
        for (var depth = 0; depth < Math.Min(own, chain.Count); depth++)
        {
            var certificate = chain[depth];
            if (certificate.Critical.Any(oid => !Supported.Contains(oid)))
            {
                return new(34, "unhandled critical extension", depth);
            }

            if (depth > 0 && (!certificate.MaySign || !(certificate.IsCa || (certificate.Version == 1 && IsSelfSigned(certificate)))))
            {
                return new(24, "invalid CA certificate", depth);
            }

            if ((certificate.ExtendedKeyUsage is { } usages && !usages.Contains(wanted)) || (depth == 0 && !MayUseTls(certificate)))
            {
                return new(26, "unsupported certificate purpose", depth);
            }

            if (depth > 1 && certificate.PathLength is { } length && above > length + 1)
            {
                return new(25, "path length constraint exceeded", depth);
            }

            above += depth == 0 || !certificate.IsSelfIssued ? 1 : 0;
        }

        return null;
    }

    private bool MayUseTls(Certificate leaf) => leaf.KeyUsage is not { } usage
        || (usage & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement | (role == Role.Server ? X509KeyUsageFlags.KeyEncipherment : 0))) != 0;

    private EnvoyError? Signatures(List<Certificate> chain)
    {
        for (var depth = chain.Count - 1; depth >= 0; depth--)
        {
            var certificate = chain[depth];
            if (depth < chain.Count - 1)
            {
                // BoringSSL knows SHA-1, and no longer MD5.
                var check = certificate.Algorithm is { IsBroken: true } ? SignatureCheck.Invalid : certificate.CheckSignature(chain[depth + 1]);
                if (check != SignatureCheck.Valid)
                {
                    return new(7, "certificate signature failure", depth) { IsUnknown = check == SignatureCheck.Unknown };
                }
            }

            if (certificate.NotBefore > now)
            {
                return new(9, "certificate is not yet valid", depth);
            }

            if (certificate.NotAfter <= now)
            {
                return new(10, "certificate has expired", depth);
            }
        }

        return null;
    }

    private static EnvoyError? Names(List<Certificate> chain)
    {
        for (var depth = chain.Count - 1; depth >= 0; depth--)
        {
            if (depth > 0 && chain[depth].IsSelfIssued)
            {
                continue;
            }

            for (var above = chain.Count - 1; above > depth; above--)
            {
                if (chain[above].NameConstraints is { } constraints && ConstrainedNames.ForEnvoy(constraints, chain[depth]) is var (number, text))
                {
                    return new(number, text, depth);
                }
            }
        }

        return null;
    }

    private Certificate? TrustedIssuer(Certificate certificate) => trusted.FirstOrDefault(one => Issued(one, certificate));

    private static bool IsSelfSigned(Certificate certificate) => certificate.IsSelfIssued && Issued(certificate, certificate);

    // Names, key identifiers and keyCertSign; signatures only once the chain is complete.
    private static bool Issued(Certificate issuer, Certificate subject) => issuer.Subject.Same(subject.Issuer) && issuer.MaySign
        && (subject.AuthorityKeyId is not { } wanted || issuer.SubjectKeyId is not { } own || wanted.AsSpan().SequenceEqual(own))
        && (subject.AuthoritySerial is not { } serial || serial.AsSpan().SequenceEqual(issuer.Serial));
}
