using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>
/// What the mesh makes of a workload's certificate. Envoy decides between workloads; but before that the agent beside each proxy, in Go, has to accept istiod's own certificate, and istiod, in Go,
/// a workload's. Where Envoy accepts and they do not, no proxy ever gets a certificate, so that counts too.
/// </summary>
internal static class RoleJudge
{
    // What istiod's own certificate is for; it comes from the same CA.
    private static readonly GeneralName Istiod = GeneralName.OfDns("istiod.istio-system.svc");

    /// <summary>What the mesh makes of a chain in a role.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="presented">What is sent behind it.</param>
    /// <param name="roots">What is trusted.</param>
    /// <param name="role">Who shows it.</param>
    /// <param name="now">The time.</param>
    public static Judgement Judge(Certificate leaf, IReadOnlyList<Certificate> presented, IReadOnlyList<Certificate> roots, Role role, DateTimeOffset now)
    {
        if (roots.Count == 0)
        {
            return new(false, "Failed to load trusted CA certificates from <inline>");
        }

        if (new EnvoyVerifier(roots, now, role).Verify(leaf, presented) is { } error)
        {
            return new(false, error.ToString());
        }

        var (verifier, usage, names) = role == Role.Server
            ? ("pilot-agent", Certificate.ServerAuth, [.. leaf.AlternativeNames ?? [], Istiod])
            : ("istiod", Certificate.ClientAuth, leaf.AlternativeNames ?? []);
        var own = leaf.SignedBy is null ? leaf : WithNames(leaf, names);
        return new GoVerifier(roots, presented, now, usage).Verify(own) is { } go ? new(false, $"{verifier}, before Envoy: {go}; Envoy by itself accepts") : Judgement.Accepted;
    }

    /// <summary>What the mesh makes of the certificates that a CA issues.</summary>
    public static Judgement Judge(CaContent ca, Role role, DateTimeOffset now, string trustDomain, CaContent? verifier = null)
    {
        if (ca.Signing is not { } signing || ca.Key is null || ca.Key.Refusal.Length > 0)
        {
            return new(false, "no certificate is issued: the signing certificate or its key cannot be read");
        }

        if (ca.Key.IsUnknown)
        {
            return new(false, "cannot be told: the signing key's algorithm is unknown here");
        }

        var trust = verifier ?? ca;
        // Envoy takes a bundle whole or not at all.
        if (Broken(trust.RootFile))
        {
            return new(false, "Failed to load trusted CA certificates from <inline>");
        }

        if (ca.Bundle.Layout == CaLayout.Istio && Broken(ca.ChainFile))
        {
            return new(false, "Failed to load certificate chain from <inline>");
        }

        return Judge(WorkloadLeaf.Of(signing, ca.Key.Public, now, trustDomain), ca.Chain, trust.Roots, role, now);
    }

    private static bool Broken(PemFile? file) =>
        file is not null && (file.Blocks.Any(block => block.IsCertificate && CertificateReader.Read(block.Content) is null) || file.Damages.Any(damage => damage.Line is not null));

    private static Certificate WithNames(Certificate leaf, IReadOnlyList<GeneralName> names) => new()
    {
        Subject = leaf.Subject, Issuer = leaf.Issuer, NotBefore = leaf.NotBefore, NotAfter = leaf.NotAfter, SignedBy = leaf.SignedBy, HasBasicConstraints = true,
        KeyUsage = leaf.KeyUsage, ExtendedKeyUsage = leaf.ExtendedKeyUsage, AuthorityKeyId = leaf.AuthorityKeyId, AlternativeNames = names,
    };
}
